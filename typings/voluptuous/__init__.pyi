# Home Assistant answers `import voluptuous` with probatio (homeassistant/__init__.py), for custom
# integrations to import it as they always did. Types are checked against what they really get.
from probatio import *  # noqa: F403 - all of it, under the other name
