"""Letters 文书: what each one says (`data`), which kinds there are (`kinds`), how it becomes a PDF (`printing`)."""
