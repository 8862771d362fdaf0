"""Property tests try the same examples on every run, in whatever time those take: a busy machine is slow, not wrong.

``pytest --hypothesis-profile=default`` looks for others.
"""

import hypothesis

hypothesis.settings.load_profile("ci")
