"""Words of FollowTheMoney that these endpoints speak: topics, schemata and the properties we compare."""

from __future__ import annotations

from watchlists.model import Schema

TOPICS = {
    "corp.disqual": "Disqualified",
    "crime": "Crime",
    "crime.boss": "Criminal leadership",
    "crime.cyber": "Cybercrime",
    "crime.fin": "Financial crime",
    "crime.fraud": "Fraud",
    "crime.terror": "Terrorism",
    "crime.theft": "Theft",
    "crime.traffick": "Trafficking",
    "crime.traffick.drug": "Drug trafficking",
    "crime.traffick.human": "Human trafficking",
    "crime.war": "War crimes",
    "debarment": "Debarred",
    "export.control": "Export controlled",
    "export.control.linked": "Export control-linked",
    "export.risk": "Trade risk",
    "invest.ban": "Investment ban",
    "invest.risk": "Investment risk",
    "mare.detained": "Maritime detention",
    "mare.shadow": "Shadow fleet",
    "poi": "Person of interest",
    "reg.action": "Regulator action",
    "reg.warn": "Regulator warning",
    "role.oligarch": "Oligarch",
    "role.pep": "PEP",
    "role.pol": "Politician",
    "role.rca": "Close Associate",
    "sanction": "Sanctioned",
    "sanction.control": "Sanction ownership or control",
    "sanction.counter": "Counter-sanctioned",
    "sanction.linked": "Sanction-linked",
    "wanted": "Wanted",
}
_NO_TARGET = frozenset({"crime.cyber", "crime.traffick.drug", "crime.traffick.human", "role.pol"})
RISKS = TOPICS.keys() - _NO_TARGET | {"corp.clone", "geo.risk"}  # an entity of such a topic is a target

PLURALS = {
    "Person": "People",
    "Organization": "Organizations",
    "Company": "Companies",
    "LegalEntity": "Legal entities",
    "Vessel": "Vessels",
    "Airplane": "Airplanes",
}

# What a query may mean of what our lists hold. A listed thing of which the list does not say what it is, and a
# query that does not say it, are asked about both ways: names of people and of firms are read differently.
_ANYBODY = (Schema.PERSON, Schema.ORGANIZATION)
ASKED = {
    "Thing": (*_ANYBODY, Schema.VESSEL, Schema.AIRPLANE),
    "LegalEntity": _ANYBODY,
    "Person": (Schema.PERSON,),
    "Organization": (Schema.ORGANIZATION,),
    "PublicBody": (Schema.ORGANIZATION,),
    "Company": (Schema.COMPANY,),
    "Vehicle": (Schema.VESSEL, Schema.AIRPLANE),
    "Vessel": (Schema.VESSEL,),
    "Airplane": (Schema.AIRPLANE,),
    # yente compares these; our lists name none of them, but know some by their number.
    "Address": (),
    "BankAccount": (),
    "CryptoWallet": (),
    "Position": (),
    "Security": (),
    "UserAccount": (),
}
# Schemata for which yente refuses a match query; any other word is no schema at all.
_NOT_MATCHABLE = (
    "Analyzable Article Asset Associate Audio Call CallForTenders Contract ContractAward Control CourtCase "
    "CourtCaseParty Debt Directorship Document Documentation EconomicActivity Email Employment Event Family Folder "
    "HyperText Identification Image Interest Interval License Membership Mention Message Note Occupancy Ownership "
    "Package Page Pages Passport Payment PlainText Project ProjectParticipant RealEstate Representation Risk Sanction "
    "Similar Succession Table TaxRoll Territory Trip UnknownLink Value Video Workbook"
)
NOT_MATCHABLE = frozenset(_NOT_MATCHABLE.split())
# What a search that names a schema may find: that schema and what is derived from it.
DERIVED = {
    "Thing": frozenset(PLURALS),
    "LegalEntity": frozenset({"LegalEntity", "Person", "Organization", "Company"}),
    "Organization": frozenset({"Organization", "Company"}),
    "Asset": frozenset({"Company", "Vessel", "Airplane"}),
    "Value": frozenset({"Company", "Vessel", "Airplane"}),
    "Vehicle": frozenset({"Vessel", "Airplane"}),
}

NAMES = ("name", "alias", "previousName")
WEAK_NAMES = ("weakAlias", "abbreviation")  # asked about only where there is nothing better
COUNTRIES = (
    "nationality",
    "citizenship",
    "country",
    "jurisdiction",
    "mainCountry",
    "birthCountry",
    "flag",
    "pastFlags",
)
_NUMBERS = (
    "idNumber passportNumber socialSecurityNumber registrationNumber taxNumber vatCode innCode ogrnCode leiCode "
    "dunsCode swiftBic uscCode npiCode uniqueEntityId licenseNumber imoNumber mmsi callSign serialNumber isinCode "
    "isin irsCode cikCode voenCode jibCode bikCode permId giiNumber cageCode crsNumber publicKey iban accountNumber "
    "bic number"
)
NUMBERS = frozenset(_NUMBERS.split())
NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")

# Properties by which FollowTheMoney links other entities to those that our lists hold.
_LINKS = (
    "addressEntity agencyClient agentRepresentation associates associations bankAccounts callForTenders callsMade "
    "callsReceived candidateSimilars contractAuthority contractAwardSupplier courtCase cryptoWallets debtCreditor "
    "debtDebtor declaredCustoms delegatedCallForTenders directorshipDirector directorshipOrganization documentedBy "
    "economicActivityDeclarant economicActivityHolder economicActivityReceiver economicActivitySender emailsReceived "
    "emailsSent employees employers eventsInvolved eventsOrganized familyPerson familyRelative identification images "
    "matchSimilars membershipMember membershipOrganization mentionedBy messagesReceived messagesSent noteEntities "
    "operatedVehicles operator ownedVehicles owner ownershipAsset ownershipOwner parent paymentBeneficiary "
    "paymentPayer positionOccupancies positions predecessors projectParticipation proof riskSource risks sanctions "
    "securities subsidiaries successors taxRolls tripsInvolved unknownLinkFrom unknownLinkTo userAccounts"
)
LINKS = frozenset(_LINKS.split())
