"""The answers for people: a page with pictures, made from the marts after every load.

Here: what is asked of the marts, how an answer is drawn, and the page. Not here: how an answer is computed (`marts`).
"""
