"""The tests. They mirror `sparkify_assets`, file by file, and speak to real servers."""
