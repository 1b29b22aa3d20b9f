"""Forms of report as data: headings, implications and standard paragraphs, edited by the performance team."""
