"""Several processes behind one port: `playground serve --processes N`.

The first process, the front, accepts connections and hands each over, as it is, to one of its children, which
are whole servers. It reads nothing of a connection but looks at the beginning of what came: `/p2/…` goes to
the second child, anything else to the next in turn.
"""
