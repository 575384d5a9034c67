"""The directory in the field's own words: Open Referral's Human Services Data Specification (HSDS), version 3.1.

Pure: plain rows in, what HSDS calls them out. A value that is not known is left out; nothing is ever null. What HSDS
has no word for is added, never put in the place of one of its words; `profile` tells what that is.
"""

VERSION = "3.1"
