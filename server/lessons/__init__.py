"""Lessons: a folder each, with a Markdown file for each language, read, checked and made ready for the page.

A lesson is front matter in TOML and steps; a step is a heading, text, and fenced blocks whose content is
TOML: what sets the playground up, and what there is to do. docs/lessons.md leads through it.
"""
