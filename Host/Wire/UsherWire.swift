// front door
