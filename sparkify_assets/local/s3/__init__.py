"""S3 over plain folders: a bucket is a folder, an object is a file in it, and what a person copies there is an object.

Here: the part of the S3 API that boto3, obstore, dagster-aws and the AWS CLI use to keep and list objects. Not here:
versions, ACLs, policies, tags, encryption: asking for one of them is answered 501, never ignored.

Why own code. What was looked at serves a few hundred small objects a second, and the song catalogue alone has 15,000:
moto about 400 a second and nothing kept over a restart, localbucket about 650 over the same kind of folders. This one
is an ASGI application under uvicorn, which comes with Dagster's web server, and takes some 4,000 a second.
"""
