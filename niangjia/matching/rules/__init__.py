"""Pure rules of the matching room: values in, values out; no Django, no clock, no I/O."""
