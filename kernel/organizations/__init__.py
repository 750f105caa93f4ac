"""Regions, departments, service points, windows, posts and deputies: who has authority where and when."""
