"""Static files: which are served, and with a hash in their name, so that a browser may keep them for ever."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesConfig(StaticFilesConfig):
    """Leaves out what the packages ship and no page asks for: most of a font's weights and scripts, and prose."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("*cyrillic*", "*greek*", "*vietnamese*", "*math*", "*symbols*", "*.scss", "*.md", "*.ts", "LICENSE"),
        *("*-[1235689]00*", "[1-9]00*.css", "latin*ic.css", "latin.css", "latin-ext*.css", "index*.css"),
        *("esm", "scss", "*.json"),
    ]


class HashedFiles(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **kwargs) -> Compressor:
        """Gzip alone: Brotli would save a tenth more and take half a minute at each upgrade."""
        return super().create_compressor(**kwargs, use_brotli=False)
