"""Static files with a hash in their name, so that a browser may keep them for ever."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **kwargs) -> Compressor:
        """Gzip alone: Brotli would save a tenth more and take half a minute at each upgrade."""
        return super().create_compressor(**kwargs, use_brotli=False)
