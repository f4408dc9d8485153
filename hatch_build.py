"""Works out the search index of the patterns, so that an installed package never has to."""

import sys

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexBuildHook(BuildHookInterface):
    """Loads the registry once from this source tree; loading it writes ``patterns/__cache__``."""

    def initialize(self, version, build_data):
        """Run before the wheel (also an editable one) is built."""
        sys.path.insert(0, self.root)
        try:
            from stripper.registry import Registry

            Registry.load(plugins=False)
        finally:
            sys.path.remove(self.root)
