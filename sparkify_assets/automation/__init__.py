"""When things happen: jobs, the daily schedule, and the sensor on the bucket.

Here: what is asked for, and when. Not here: what it does; the assets say that.
"""
