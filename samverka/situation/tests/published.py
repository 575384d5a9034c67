"""Tables of overlaps that others have published, and the figures that they made of them. Facts, typed off."""

from samverka.situation.estimates import Overlaps, read


def overlaps(lists: str, rows: str) -> Overlaps:
    """From names of lists, and rows such as `101 17`: 17 people on the first and the third."""
    pairs = (row.split() for row in rows.split(","))
    return read(lists.split(), [[*map(int, marks), int(people)] for marks, people in pairs])


# Victims of human trafficking and slavery in the United Kingdom in 2013: local authorities, NGOs, police and National
# Crime Agency, government organisations, general public. K. Bales, O. Hesketh & B. Silverman 2015, Significance 12(3).
UNITED_KINGDOM = overlaps(
    "LA NG PFNCA GO GP",
    "10000 54, 01000 463, 00100 995, 00010 695, 00001 316, 11000 15, 10100 19, 10010 3, 01100 62, 01010 19, 01001 1,"
    "00110 76, 00101 11, 00011 8, 11100 1, 11010 1, 01110 4, 11110 1",
)
# Killings in Kosovo in 1999: exhumations, American Bar Association, OSCE, Human Rights Watch. P. Ball, W. Betts,
# F. Scheuren, J. Dudukovich & J. Asher 2002, American Association for the Advancement of Science.
KOSOVO = overlaps(
    "EXH ABA OSCE HRW",
    "1000 1131, 0100 845, 0010 936, 0001 306, 1100 177, 1010 228, 1001 106, 0110 217, 0101 31, 0011 123, 1110 181,"
    "1101 18, 1011 42, 0111 32, 1111 27",
)
# HIV in Rome in 1990, four sources. D. Abeni, G. Brancato & C. Perucci 1994, Epidemiology 5:410.
ROME = overlaps(
    "1 2 3 4",
    "1110 3, 1101 1, 1100 33, 1010 20, 1001 6, 1000 403, 0111 3, 0110 35, 0101 10, 0100 545, 0011 11, 0010 621,"
    "0001 205",
)
# Hepatitis A in a college in Taiwan in 1995: serum tests, local reports, questionnaires. Later all were tested: about
# 545. A. Chao, P. Tsay, W. Shau, S. Lin & D. Chao 1997; A. Chao et al. 2001, Stat. Med. 20:3123.
TAIWAN = overlaps("P Q E", "001 63, 010 55, 011 18, 100 69, 101 17, 110 21, 111 28")
# Snowshoe hares on six days. D. Otis et al. 1978, Wildlife Monographs 62; R. Cormack 1989, Biometrics 45:395.
HARES = overlaps(
    "1 2 3 4 5 6",
    "100000 3, 010000 6, 001000 5, 101000 1, 000100 3, 100100 2, 010100 3, 101100 1, 000010 4, 100010 2, 010010 3,"
    "110010 1, 101010 1, 000110 1, 000001 4, 100001 1, 010001 1, 110001 1, 001001 2, 011001 2, 000101 4, 010101 3,"
    "001101 1, 011101 2, 000011 2, 010011 1, 001011 1, 011011 1, 000111 1, 100111 1, 010111 1, 011111 1, 111111 2",
)
# People who inject drugs in Kampala in 2017, two rounds: 467 and 450, 54 in both. PMC6771531.
KAMPALA = overlaps("first second", "10 413, 01 396, 11 54")
# Homeless people who died in France 2008-2010, two registers: 1,145 and 241; 41 in both is inferred, as the only whole
# number that gives the 6,730 published. S. Vuillermoz et al. 2014, BMC Public Health 14:690.
FRANCE = overlaps("association deaths", "10 1104, 01 200, 11 41")
