"""The CVR numbers of the story's municipalities in the tests of sign-in by others."""

HERE, NEIGHBOUR = "64502018", "29189994"
