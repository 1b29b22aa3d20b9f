"""Static files with a hash in their name, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    # Source maps of the packages name files that the packages don't ship.
    support_js_module_import_aggregation = False
    manifest_strict = True
