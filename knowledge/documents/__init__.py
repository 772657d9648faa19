"""Documents in: readers, secrecy at the door, particulars, and the figures and tasks that the words state."""
