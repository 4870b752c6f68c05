"""Names of countries, and of the states of the United States, as news writes them."""

COUNTRIES = frozenset(
    name.strip()
    for name in """Afghanistan, Albania, Algeria, Angola, Argentina, Armenia, Australia, Austria,
    Azerbaijan, Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan,
    Bolivia, Bosnia, Botswana, Brazil, Britain, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia,
    Cameroon, Canada, Chad, Chile, China, Colombia, Congo, Costa Rica, Croatia, Cuba, Cyprus,
    Czech Republic, Denmark, Djibouti, Dominican Republic, Ecuador, Egypt, El Salvador, England,
    Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany,
    Ghana, Greece, Greenland, Grenada, Guatemala, Guinea, Guyana, Haiti, Honduras, Hong Kong,
    Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica,
    Japan, Jordan, Kazakhstan, Kenya, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho,
    Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Madagascar, Malawi, Malaysia, Maldives,
    Mali, Malta, Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco,
    Mozambique, Myanmar, Namibia, Nauru, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria,
    North Korea, North Macedonia, Northern Ireland, Norway, Oman, Pakistan, Palau, Panama,
    Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Puerto Rico, Qatar, Romania,
    Russia, Rwanda, Samoa, Saudi Arabia, Scotland, Senegal, Serbia, Seychelles, Sierra Leone,
    Singapore, Slovakia, Slovenia, Solomon Islands, Somalia, South Africa, South Korea, South Sudan,
    Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania,
    Thailand, Timor-Leste, Togo, Tonga, Tunisia, Turkey, Türkiye, Turkmenistan, Tuvalu, UAE, UK, US,
    U.K., U.S., Uganda, Ukraine, United Arab Emirates, United Kingdom, United States, Uruguay,
    Uzbekistan, Vanuatu, Vatican, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe""".replace(
        "\n", " "
    ).split(",")
)

STATES = frozenset(
    name.strip()
    for name in """Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware,
    Florida, Georgia, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine,
    Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada,
    New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota, Ohio, Oklahoma,
    Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah,
    Vermont, Virginia, Washington, West Virginia, Wisconsin, Wyoming""".replace("\n", " ").split(
        ","
    )
)

PEOPLES = frozenset(
    """African American Americans Arab Argentine Asian Australian Austrian Belgian Brazilian British
    Canadian Chilean Chinese Colombian Cuban Czech Danish Dutch Egyptian English Ethiopian European
    Europeans Finnish French German Greek Haitian Hungarian Indian Indonesian Iranian Iraqi Irish
    Israeli Italian Jamaican Japanese Jordanian Kenyan Korean Lebanese Libyan Malaysian Mexican
    Moroccan Nigerian Norwegian Pakistani Palestinian Palestinians Peruvian Polish Portuguese
    Romanian Russian Russians Saudi Scottish Serbian Somali Spanish Sudanese Swedish Swiss Syrian
    Thai Turkish Ukrainian Ukrainians Venezuelan Vietnamese Welsh""".split()
)
