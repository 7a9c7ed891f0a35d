"""A storm: clients file, sign and convey while SIGKILL hits the service, PostgreSQL and the chain's node.

__main__     the spine: rounds, then the judgement
plan         which point and which victim a round is for, drawn from the seed
points       the places in the service that kills land in, by the names of its functions
executioner  inside the service: waits at a point and kills from there
launcher     starts the real service with the executioner around it, quickly and often
world        PostgreSQL, the node and the service, and how each is started again
weather      blocks, and reorgs within the finality
clients      who files, and who reads the log's head; `acting`: who drafts, signs and submits acts
journal      what clients were promised and what was killed, on disk before anything else happens
judgement    from outside: journal, database, log, chain and evidence agree
report       the histogram, the table, the figures
"""
