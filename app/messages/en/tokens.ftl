# API tokens.

tokens-title = API tokens
tokens-lead = A program shows a token to act for you. It never may more than you, and never manages people, tokens or how people sign in.
tokens-none = You have no token
tokens-none-hint = Make one for each program, so that you can end them one by one.
tokens-new = New token
tokens-name = What it is for
tokens-days = Good for
tokens-days-count = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
tokens-actions = What it may do
tokens-create = Make token
tokens-made-title = Copy your token now
tokens-made-text = It is not shown again. Whoever has it can act for you; keep it like a password.
tokens-copy = Copy token
tokens-done = Done
tokens-revoke = Revoke
tokens-revoke-of = Revoke { $name }
tokens-revoked = Token “{ $name }” opens nothing any more
tokens-column-name = Name
tokens-column-created = Made
tokens-column-expires = Good until
tokens-column-used = Last used
tokens-used-from = from { $address }
tokens-never = Never

error-ambiguous = A token and a session came with the same request. Send one of them.
error-token-empty = Choose at least one thing that the token may do.
error-token-beyond-own = The token would be allowed more than you, or something that only people do.
error-token-days = A token is good for { $min } to { $max } days.
error-token-too-many = You have { $max } tokens already. Revoke one first.
error-parameter-unknown = There is no parameter “{ $name }”.
