"""The templates of Annex I of Implementing Regulation (EU) 2024/2835: parts, headers, categories and fixed rows (S-21).

The names are those that providers publish their reports with, compared across several of them and across the template
that a public program fills; the Official Journal itself could not be opened here. Before the first report goes out, the
headers have to be compared once with the files of the Commission; ``docs/decisions/yearly-report.md`` says how.
"""

from typing import Final

ALL: Final = "All"
HOSTING: Final = "Only for providers of hosting services, including online platforms"
PLATFORMS: Final = "Only for providers of online platforms"
VERY_LARGE: Final = "Only for VLOPs"
VERY_LARGE_ALL: Final = "Only for VLOPs and VLOSEs"

_FRONT = ("Applicability", "Service", "Reporting period")
_OTHER = 'Description of the sub-category "Other"'
_BY_ROW = (*_FRONT, "Section", "Indicator", "Scope", "Value", "Contextual Information")
_ORDERS = (
    "Number of orders to act against illegal content received",
    "Number of specific items of information included in the total number of orders to act against illegal content",
    "Median time to inform the authority of the receipt of the order to act against illegal content",
    "Median time to give effect to the order to act against illegal content",
    "Number of orders to provide information",
    "Median time to inform the authority of the receipt of the order to provide information",
    "Median time to give effect to the order to provide information",
)
_TOLD_OF_ORDERS = (
    "number of orders to act against illegal content received",
    "number of specific items of information included in the total number of orders to act against illegal content",
    *_ORDERS[2:],
)
_NOTICES = (
    "Number of notices received",
    "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    (
        "Number of specific items of information included in the total number of notices by Trusted Flaggers "
        "(Trusted Flagger notices)"
    ),
    "Median time to take action",
    "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
)
# The restrictions, each with the word of the transparency database that counts there.
RESTRICTIONS = {
    "Visibility restriction Removal": ("DECISION_VISIBILITY_CONTENT_REMOVED",),
    "Visibility restriction Disable": ("DECISION_VISIBILITY_CONTENT_DISABLED",),
    "Visibility restriction Demoted": ("DECISION_VISIBILITY_CONTENT_DEMOTED",),
    "Visibility restriction Age restricted": ("DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",),
    "Visibility restriction Interaction restricted": ("DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",),
    "Visibility restriction Labelled": ("DECISION_VISIBILITY_CONTENT_LABELLED",),
    "Visibility restriction Other": ("DECISION_VISIBILITY_OTHER",),
    "Monetary restriction Suspension": ("DECISION_MONETARY_SUSPENSION",),
    "Monetary restriction Termination": ("DECISION_MONETARY_TERMINATION",),
    "Monetary restriction Other": ("DECISION_MONETARY_OTHER",),
    "Provision of the service Suspension": (
        "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "DECISION_PROVISION_TOTAL_SUSPENSION",
    ),
    "Provision of the service Termination": (
        "DECISION_PROVISION_PARTIAL_TERMINATION",
        "DECISION_PROVISION_TOTAL_TERMINATION",
    ),
    "Account restriction Suspension": ("DECISION_ACCOUNT_SUSPENDED",),
    "Account restriction Termination": ("DECISION_ACCOUNT_TERMINATED",),
}
_OWN = (
    "Number of measures taken at the provider's own initiative",
    "Number of measures taken after detection with solely automated means",
    *RESTRICTIONS,
)


def _told(prefix: str, headers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix} on {header}" for header in headers)


_OF_ILLEGAL, _OF_TERMS = (
    "Category of illegal content",
    "Category of incompatibility with the provider's terms and conditions",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "1_report_identification": ("Applicability", "Service", "Indicator", "Value"),
    "2_categories_names": (
        "Category label",
        "Category description",
        "Category of illegal content / incompatible with the terms and conditions",
        "Contextual information",
    ),
    "3_member_states_orders": (
        *_FRONT,
        _OF_ILLEGAL,
        _OTHER,
        "Scope",
        *_ORDERS,
        *_told("Contextual information", _TOLD_OF_ORDERS),
    ),
    "4_notices": (*_FRONT, _OF_ILLEGAL, _OTHER, *_NOTICES, *_told("Contextual information", _NOTICES)),
    "5_own_initiative_illegal": (*_FRONT, _OF_ILLEGAL, _OTHER, *_OWN, *_told("Contextual Information", _OWN)),
    "6_own_initiative_TC": (*_FRONT, _OF_TERMS, _OTHER, *_OWN, *_told("Contextual Information", _OWN)),
    "7_appeals_and_recidivism": _BY_ROW,
    "8_automated_means": _BY_ROW,
    "9_human_resources": (*_BY_ROW[:-1], "Contextual information"),
    "10_AMAR": _BY_ROW[:-1],
    "11_qualitative": (*_FRONT, "Indicator", "Value"),
}
# Two parts say what the report is, these hold figures, and the last one words.
QUANTITATIVE = tuple(HEADERS)[2:10]
QUALITATIVE = "11_qualitative"

NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE = "NOT_SPECIFIED_ORDER", "NOT_SPECIFIED_NOTICE"
OTHER_TERMS = "OTHER_VIOLATION_TC"
# The categories with what they are called, and their keywords, in the order of the template.
CATEGORIES: dict[str, tuple[str, str]] = {
    "ANIMAL_WELFARE": ("Animal welfare", "ANIMAL_HARM UNLAWFUL_SALE_ANIMALS OTHER"),
    "CONSUMER_INFORMATION": (
        "Consumer information infringements",
        (
            "HIDDEN_ADVERTISEMENT INSUFFICIENT_INFORMATION_ON_TRADERS MISLEADING_INFO_GOODS_SERVICES "
            "MISLEADING_INFO_CONSUMER_RIGHTS NONCOMPLIANCE_PRICING OTHER"
        ),
    ),
    "CYBER_VIOLENCE": (
        "Cyber violence",
        (
            "CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT CYBER_INCITEMENT CYBER_STALKING NON_CONSENSUAL_IMAGE_SHARING "
            "NON_CONSENSUAL_MATERIAL_DEEPFAKE OTHER"
        ),
    ),
    "CYBER_VIOLENCE_AGAINST_WOMEN": (
        "Cyber violence against women",
        (
            "BULLYING_AGAINST_GIRLS CYBER_HARASSMENT_AGAINST_WOMEN CYBER_STALKING_AGAINST_WOMEN "
            "FEMALE_GENDERED_DISINFORMATION INCITEMENT_AGAINST_WOMEN NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN "
            "NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN OTHER"
        ),
    ),
    "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": (
        "Data protection and privacy violations",
        "BIOMETRIC_DATA_BREACH DATA_FALSIFICATION MISSING_PROCESSING_GROUND RIGHT_TO_BE_FORGOTTEN OTHER",
    ),
    "ILLEGAL_OR_HARMFUL_SPEECH": ("Illegal or harmful speech", "DEFAMATION DISCRIMINATION HATE_SPEECH OTHER"),
    "INTELLECTUAL_PROPERTY_INFRINGEMENTS": (
        "Intellectual property infringements",
        (
            "COPYRIGHT_INFRINGEMENT DESIGN_INFRINGEMENT GEOGRAPHIC_INDICATIONS_INFRINGEMENT PATENT_INFRINGEMENT "
            "TRADE_SECRET_INFRINGEMENT TRADEMARK_INFRINGEMENT OTHER"
        ),
    ),
    "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": (
        "Negative effects on civic discourse or elections",
        "MISINFORMATION_DISINFORMATION VIOLATION_EU_LAW VIOLATION_NATIONAL_LAW OTHER",
    ),
    "PROTECTION_OF_MINORS": (
        "Protection of minors",
        (
            "AGE_SPECIFIC_RESTRICTIONS_MINORS CHILD_SEXUAL_ABUSE_MATERIAL CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE "
            "GROOMING_SEXUAL_ENTICEMENT_MINORS UNSAFE_CHALLENGES OTHER"
        ),
    ),
    "RISK_FOR_PUBLIC_SECURITY": (
        "Risk for public security",
        "ILLEGAL_ORGANIZATIONS RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH TERRORIST_CONTENT OTHER",
    ),
    "SCAMS_AND_FRAUD": (
        "Scams and/or fraud",
        (
            "IMPERSONATION_ACCOUNT_HIJACKING INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS INAUTHENTIC_USER_REVIEWS PHISHING "
            "PYRAMID_SCHEMES OTHER"
        ),
    ),
    "SELF_HARM": ("Self-harm", "CONTENT_PROMOTING_EATING_DISORDERS SELF_MUTILATION SUICIDE OTHER"),
    "UNSAFE_AND_PROHIBITED_PRODUCTS": (
        "Unsafe, non-compliant or prohibited products",
        "PROHIBITED_PRODUCTS UNSAFE_PRODUCTS OTHER",
    ),
    "VIOLENCE": (
        "Violence",
        "COORDINATED_HARM INCITEMENT_VIOLENCE_HATRED HUMAN_EXPLOITATION HUMAN_TRAFFICKING TRAFFICKING_WOMEN_GIRLS OTHER",
    ),
    OTHER_TERMS: (
        "Other violation of provider's terms and conditions",
        (
            "ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS GEOGRAPHICAL_REQUIREMENTS GOODS_SERVICES_NOT_PERMITTED "
            "LANGUAGE_REQUIREMENTS NUDITY OTHER"
        ),
    ),
    NOT_SPECIFIED_ORDER: ("Type of illegal content not specified by the public authority", ""),
    NOT_SPECIFIED_NOTICE: ("Type of alleged illegal content not specified by the notifier", ""),
}


def categories_of(part: str) -> list[str]:
    """Return the categories that have rows in a part, in the order of the template."""
    left_out = {
        "3_member_states_orders": {OTHER_TERMS, NOT_SPECIFIED_NOTICE},
        "4_notices": {OTHER_TERMS, NOT_SPECIFIED_ORDER},
        "5_own_initiative_illegal": {OTHER_TERMS, NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE},
        "6_own_initiative_TC": {NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE},
    }[part]
    return [name for name in CATEGORIES if name not in left_out]
