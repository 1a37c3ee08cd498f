"""The tagged PDF of a page, given as HTML or as blocks: for the weekly report and the link's."""
