"""The second demo: the sales of a bicycle maker, loaded as any company's history is."""
