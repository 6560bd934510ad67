"""People at work on a real site: they sign in, mark, save, hand in and judge, as a browser does for them."""
