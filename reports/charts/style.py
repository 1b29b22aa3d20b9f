"""Colours, fonts and shapes of charts, on the page and on paper. A status has a shape as well as a colour."""

INK, MUTED, LINE, FAINT, GAP = "#1a1a1a", "#595959", "#8c8c8c", "#e2e2e2", "#f0f0f0"
INTERVAL = "#bababa"
"""Opaque: in a PDF each transparent shape is a picture of its own."""
MARKERS = {
    "green": ("circle", "#1a7032"),
    "amber": ("triangle", "#b35900"),
    "red": ("diamond", "#c71f05"),
    "signal": ("diamond", "#00539f"),
}
OTHER_MARKER = ("circle", "#5e5e5e")
BAR = "#0b4f6c"
FONTS = "Roboto, Arial, sans-serif"
