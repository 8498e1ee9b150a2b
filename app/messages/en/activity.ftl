# The activity: what is logged besides changes of licenses and customers.

action-signed-in = Signed in
action-signed-out = Signed out
action-sign-in-refused = Sign-in refused
action-proved = Proved again who it is
action-refused = Refused
column-unlogged = Times before, not listed
column-endpoint = Where
column-policy = Needed right
