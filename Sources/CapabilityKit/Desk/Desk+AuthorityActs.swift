import Ledger
import Policy
import Vocabulary

extension AuthorityAct {
    /// The permission that it needs.
    package var permission: Permission {
        switch self {
        case .emergency: .invokeEmergency
        case .sensitive: .stateNecessity
        case .justify, .ask, .oral, .answer: .askAuthority
        case .grant, .decline: .grantAuthority
        }
    }

    /// The class of its entry in the log.
    var ledgerKind: LedgerKind {
        switch self {
        case .emergency, .justify: .emergency
        default: .authority
        }
    }
}

extension Permission {
    /// See one's own authorities.
    package static let ownAuthorities = Permission("authority.own", "See your own authorities and what waits for you")
    /// Ask for and record authorities.
    package static let askAuthority = Permission(
        "authority.ask",
        "Ask for an authority, record an urgent one, justify and answer"
    )
    /// Open sensitive data.
    package static let stateNecessity = Permission(
        "authority.sensitive",
        "State that sensitive data is strictly necessary, and so open it"
    )
    /// Invoke emergency access.
    package static let invokeEmergency = Permission(
        "authority.emergency",
        "Invoke emergency access when a life is in danger"
    )
    /// Authorise.
    package static let grantAuthority = Permission("authority.grant", "Give, confirm or decline an authority, by rank")
    /// See everybody's.
    package static let overseeAuthorities = Permission(
        "authority.oversee",
        "See every emergency access and everything that is outstanding"
    )
    /// Sensitive data.
    static let openSensitive = Permission("record.sensitive", "See sensitive data")
}

extension Fault.Code {
    /// Words, a reference or a number that must be given are missing.
    package static let wordsNeeded = Self("authority.words_needed", status: 422)
    /// Not in the tables, or not there to be settled by this officer.
    package static let authorityUnknown = Self("authority.unknown", status: 404)
    /// Not this rank, or not this officer.
    package static let authorityRank = Self("authority.rank", status: 403)
    /// Somebody was quicker.
    package static let authoritySettled = Self("authority.settled", status: 409)
}
