"""An invented audience that behaves like Sparkify's real one, for those who don't have the real input.

Here: who listens (`listeners`), what there is to hear (`songbook`), what people do and when (`habits`, `sessions`,
`audience`), how it is written down (`writer`), the run over days and processes (`run`), and how close it comes to the
real month (`portrait`, `side_by_side`). Not here: anything of the platform. Nothing is imported from it, and it imports
nothing from here; the two meet only in the files.
"""
