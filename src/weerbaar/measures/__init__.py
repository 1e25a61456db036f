"""What we can do: a catalogue of measures with their knobs, costs and effects."""
