demo-title = This is the demo. As whom do you want to sign in?
demo-role-counsellor = Counsellor
demo-role-supervisor = Supervisor
demo-role-admin = Admin
demo-seekers = As somebody who seeks help, open in a browser:
demo-copy = Copy
demo-copy-address = Copy the address { $address }
demo-copied = { $address } is copied.
