"""Parts of a report that are not published, with their ground: a file of their own, in no public one."""
