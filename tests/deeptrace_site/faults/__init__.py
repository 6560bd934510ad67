"""What the site does when disks are full and servers go away."""
