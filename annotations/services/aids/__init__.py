"""What helps to find an artefact: a clip's motion and sharpness, a box that follows what it encloses."""
