# ruff: noqa: E501 - one sentence a line
"""Texts on which the int8 model is calibrated: invented news, always the same.

What counts is that ordinary words, names, figures and marks stand in passages of the usual length
and in short questions; what they say does not.
"""

import random

TEXTS = 256
_LENGTHS = (1, 2, 5, 7, 8, 9, 10, 12)
_SEED = 7

_SENTENCES = """
The city council of Marlow voted 7 to 4 on Tuesday to close the old harbour bridge until spring.
"We cannot ask people to cross it another winter," said Ines Okafor, who chairs the works committee.
Prices rose 3.2% in May, the statistics office said, the slowest pace since the autumn of 2021.
Two firefighters were treated for smoke inhalation after a warehouse burned in the Lindholm district.
The prime minister arrived in Nara on Monday for talks on trade, fishing rights and joint exercises.
Shares of the chip maker fell 11 per cent after it cut its forecast for the second time this year.
Researchers at the University of Tromsø tracked 412 reindeer by satellite over six winters.
Who won the final, and how many people watched it in the stadium?
The home side scored twice in the last ten minutes to win 3-2 and go top of the table.
Officials urged residents of low-lying areas to leave before high water, expected at 4:30 a.m. Friday.
The film, shot in eleven days on a budget of $240,000, took the jury prize at the Lisbon festival.
An appeals court threw out the fine, finding that the regulator had exceeded its powers.
Dr. Amara Silva, the lead author, cautioned that the vaccine had been tested on only 96 volunteers.
Police said a 34-year-old man was arrested near the border and would appear in court next week.
The airline cancelled 180 flights on Saturday and blamed a shortage of crews.
Farmers blocked the motorway with tractors for a third day, demanding cheaper diesel and less paperwork.
The central bank left its key rate at 4.75%, as economists had expected.
Voters in Oberfeld go to the polls on 14 September to elect a new mayor and half of the council.
What did the minister say about the new tax on plastic packaging?
A magnitude 6.1 earthquake struck off the coast shortly before midnight; no tsunami warning was issued.
The museum will return 23 bronzes that were taken from the palace in 1897.
Its chief executive, Tomasz Wren, will step down in March and be replaced by the head of the Asian business.
Rescuers pulled a girl alive from the rubble 58 hours after the building fell.
The rocket lifted off from Kourou at 11:02 GMT carrying two weather satellites.
"It's a good day for science," she told reporters. "But we've a long way to go."
Under the agreement, the companies will share patents for batteries and stop suing each other.
Opposition lawmakers walked out of the chamber before the vote and called the bill a power grab.
The singer postponed the rest of her European tour because of an inflamed vocal cord.
At least 14 people were hurt when a tram left the rails in heavy rain in the centre of Brno.
Wheat futures climbed to a nine-month high after drought warnings in Argentina and Ukraine.
Schools in the region will reopen on Wednesday, the governor's office announced on its website.
The study, published in the journal Nature Climate, used ice cores that go back 800,000 years.
Scientists do not yet know why the whales turned south three weeks earlier than usual.
The company denied that it had sold users' location data to advertisers.
Unemployment in the euro area fell to 6.4 per cent, the lowest figure on record.
He had been in charge of the team since 2019 and leaves with two years left on his contract.
The ferry, which can carry 900 passengers and 250 cars, was built in Gdańsk and named after a poet.
Customers in Kent, Surrey and East Sussex have had no running water since Thursday evening.
The judge ordered the newspaper to publish a correction on its front page and to pay £35,000.
When does the new law on short-term rentals come into force in Barcelona?
Negotiators from both sides met in Geneva for the fourth time and agreed to meet again in June.
Hospitals have postponed thousands of operations because of the strike by junior doctors.
The volcano has been quiet since 1973, but small tremors were felt in the villages on its slopes.
A spokesman declined to comment, citing the investigation.
The painting, long thought to be a copy, sold for 4.1 million euros at an auction in Vienna.
Temperatures reached 41.3 C in Córdoba, 9 degrees above the average for the time of year.
Engineers found cracks in 16 of the 120 turbine blades and have ordered replacements from Denmark.
The new line will cut the journey from Leeds to Hull to 38 minutes, according to the transport ministry.
Turnout was 61.8%, four points lower than five years ago.
The charity said that it had delivered 70 tonnes of flour and 12,000 blankets to the camps.
Neither the club nor the player's agent responded to a request for comment.
The senator, a Democrat from Ohio, said she would not seek a third term.
Firms that miss the deadline face fines of up to 2% of their worldwide turnover.
Archaeologists have uncovered a Roman bath with a mosaic of dolphins beneath a car park.
More than a million people are expected along the route of the procession, organisers said.
The bakery on Rua Augusta has used the same oven since 1911.
Astronomers announced the discovery of a planet twice the size of Earth that circles its star in 19 days.
Mr Adeyemi, 52, was a teacher before he entered politics; his party holds 31 of the 97 seats.
The storm, named Petra, is forecast to weaken as it moves over Iceland.
Sign language interpreters will stand beside the stage at every concert of the festival.
The ministry put the damage at ¥48 billion and promised help to the owners of small shops.
Why were the trains between Osaka and Kobe halted on Sunday morning?
The drug, sold as Lumarin, reduced the risk of a second stroke by a fifth in a trial of 8,300 patients.
Her third novel tells of a lighthouse keeper who receives letters meant for somebody else.
The port handled 2.9 million containers last year, fewer than in any year since 2014.
According to the indictment, the two men paid bribes to win contracts for school meals.
The mayor thanked volunteers, who filled 40,000 sandbags in a single night.
South Korea's president called the launch "a clear violation" of resolutions of the Security Council.
Prosecutors dropped the case for lack of evidence on 3 February 2025.
The team from Nairobi finished in 2:04:17, nine seconds outside the course record.
A pilot project will pay 500 households to charge their cars only at night.
Beavers, extinct in the county for 400 years, have built a dam that keeps the village dry.
""".strip().splitlines()


def calibration_texts() -> list[str]:
    """Return 256 texts of 1 to 12 sentences: short as a headline, long as the model's window."""
    chooser = random.Random(_SEED)
    return [
        " ".join(chooser.sample(_SENTENCES, _LENGTHS[number % len(_LENGTHS)]))
        for number in range(TEXTS)
    ]
