"""Files in, observations stored; read upwards it is the order in which a row goes."""
