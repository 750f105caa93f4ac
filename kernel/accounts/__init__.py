"""Users, applicants, encrypted personal fields, sign-in, the three separate administrators."""
