"""For courses: answers of students are judged, and points are given for them."""
