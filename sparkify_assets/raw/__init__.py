"""What lies in S3, as external assets: the platform looks at it and never writes it.

Here: the specs, and what an observation of them says. Not here: loading them (`staging`), or when to look
(`automation`).
"""
