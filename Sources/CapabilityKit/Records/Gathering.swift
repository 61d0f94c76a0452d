import Linkage
import Store
import Vocabulary

/// What is said of one nominal in all its rows, as far as joining and searching need it.
struct Gathering: Sendable {
    var force = ""
    var names: [Name] = []
    var fullNames: [String] = []
    var birthDates: [CalendarDate] = []
    /// Dates of birth that are no calendar's: `about 1991`.
    var birthTexts: [String] = []
    var sex: String?
    var addressLines: [String] = []
    var towns: [String] = []
    var postcodes: [String] = []
    var phones: [String] = []
    var emails: [String] = []
    var identifiers: [String] = []
    var plates: [String] = []

    struct Name: Sendable {
        var given: String?
        var surname: String?
    }

    /// Takes in the facts of one row.
    mutating func add(_ facts: [Fact]) {
        var name = Name()
        for fact in facts {
            let value = fact.standard ?? fact.raw
            guard !value.isEmpty else { continue }
            switch fact.attribute {
            case .givenNames: name.given = name.given.map { "\($0) \(value)" } ?? value
            case .surname: name.surname = value
            case .fullName, .nickname: fullNames.append(value)
            case .birthDate:
                if let date = CalendarDate(parsing: value) { birthDates.append(date) } else { birthTexts.append(value) }
            case .sex: sex = sex ?? value
            case .addressLine, .address: addressLines.append(value)
            case .town: towns.append(value)
            case .postcode: postcodes.append(value)
            case .phoneNumber: phones.append(value)
            case .emailAddress: emails.append(value)
            case .pncID, .croNumber, .driverNumber, .customRef:
                identifiers.append("\(fact.attribute.rawValue):\(value)")
            case .registrationMark: plates.append(value)
            default: break
            }
        }
        if name.given != nil || name.surname != nil { names.append(name) }
    }

    /// The sketch that Linkage compares.
    func sketch(handle: Int64) -> PersonSketch {
        PersonSketch(
            handle: handle,
            force: force,
            givenNames: names.compactMap(\.given),
            surnames: names.compactMap(\.surname),
            fullNames: fullNames,
            birthDates: birthDates,
            birthTexts: birthTexts,
            sex: sex,
            postcodes: postcodes,
            addressLines: addressLines,
            phones: phones,
            emails: emails,
            identifiers: identifiers
        )
    }

    /// Adds what a searcher may type to the document of the joined person.
    func describe(_ document: inout IndexDocument) {
        document.names += names.map { [$0.given, $0.surname].compactMap { $0 }.joined(separator: " ") } + fullNames
        document.places += addressLines + towns + postcodes
        document.phones += phones
        document.dates += birthDates
        document.identifiers += identifiers.map { String($0.drop { $0 != ":" }.dropFirst()) } + emails
        document.plates += plates
    }
}

extension PersonSketch {
    /// The sketch of one member, made by the same rules as the sketches of a joining.
    init(of member: PersonPicture.Member) {
        self = Gathering(of: member).sketch(handle: member.nominal.handle.number)
    }
}

extension Gathering {
    /// What is said of one member, in the records that are given with it.
    init(of member: PersonPicture.Member) {
        force = member.nominal.record.id.source.force.description
        add(member.nominal.record.facts)
        for statement in member.statements where Self.kinds.contains(statement.record.id.kind) {
            add(statement.record.facts)
        }
    }
}

extension Gathering {
    /// The statements that say who somebody is.
    static let kinds: Set<RecordKind> = [.alias, .residence, .contact, .identifier]

    /// Every kind of row that anything is gathered from, as numbers.
    static let rows = ([.person, .vehicle, .keeper] + kinds.sorted { $0.rawValue < $1.rawValue }).map(\.rawValue)
}
