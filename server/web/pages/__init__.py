"""The pages and what they are told at their beginning: files, choices, examples, explanations."""
