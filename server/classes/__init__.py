"""Classes: a teacher, students with a network of their own each, and who looks on.

A class knows people and what they are told; it reaches into no room. What a room does for its class stands in
seat.py, and goes over the bus like everything between the two.
"""
