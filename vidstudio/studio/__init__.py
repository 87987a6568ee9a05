"""What a person does, as functions: make a job, refine, approve, render, export. Window and command line call these."""
