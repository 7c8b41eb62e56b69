"""What the lab's stand-ins for yum and rpm share. Nothing here asks a network
but `fetch`, and everything lies under one root folder, so tests run it without
a virtual machine."""
