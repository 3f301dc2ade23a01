"""Points and labels, and what the network is fed of them."""
