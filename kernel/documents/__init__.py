"""Uploads and issued letters of any subject, sealed by hash."""
