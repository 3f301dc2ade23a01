"""Where rooms and classes live, where several servers share them: here, at another replica, or nowhere but in
what is kept of them until somebody asks for them."""
