"""Accounts that share the same things at the same time, more often than chance lets them.

The question and the column names are those of CooRTweet (Righetti & Balluff, R package) and of
Giglietto, Righetti, Rossi & Marino (2020, *Information,
Communication & Society* 23:867): who shares the same object within a time window, repeatedly. What
is added is a null model: `chance` says how probable each coincidence is when times are shuffled,
`pairs` which pairs of accounts coincide too often for that, `clusters` what they form together.
Nothing here gives a list of accounts.
"""
