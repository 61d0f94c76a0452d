import Vocabulary

/// What each column of a file says of a person, found from its heading and its values.
///
/// Data, so that a person can read and correct it: `reeve link --roles`.
package struct ColumnRoles: Sendable, Hashable, Codable {
    /// What a column says.
    package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case given, middle, surname, fullName, birthDate, sex, postcode, houseNumber, address, phone, email
        case identifier, other
        /// The row's own key, or nothing that tells people apart.
        case ignored
    }

    /// One column.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        package var role: Role
        /// Why the role was chosen, in words.
        package var reason: String
    }

    package var columns: [Column]

    /// Roles that were found or corrected earlier.
    package init(columns: [Column]) { self.columns = columns }

    /// Headings by role, folded and without gaps; the first role that has a heading wins.
    private static let headings: [(Role, Set<String>)] = [
        (.given, ["firstname", "givenname", "givennames", "forename", "forenames", "fname", "first", "christianname"]),
        (.middle, ["middlename", "middlenames", "secondname", "othernames", "mname"]),
        (.surname, ["surname", "lastname", "familyname", "lname", "last", "sname"]),
        (
            .fullName,
            [
                "name", "fullname", "personname", "subjectname", "clientname", "sitename", "organisation",
                "organization", "company", "companyname", "title",
            ]
        ),
        (.birthDate, ["dob", "dateofbirth", "birthdate", "birthday", "born", "datebirth"]),
        (.sex, ["sex", "gender"]),
        (.postcode, ["postcode", "postalcode", "zip", "zipcode", "pcode", "postcodefake"]),
        (.houseNumber, ["streetnumber", "housenumber", "houseno", "buildingnumber"]),
        (.address, ["address", "address1", "addressline", "addressline1", "street", "streetaddress", "line1"]),
        (.phone, ["phone", "phonenumber", "telephone", "mobile", "tel", "telno", "mobilenumber"]),
        (.email, ["email", "emailaddress", "mail"]),
        (.identifier, ["socsecid", "ssn", "nino", "nhsnumber", "passport", "pncid", "cro", "licencenumber"]),
    ]

    /// Headings of places that follow from a postcode, and so say nothing more beside it.
    private static let places: Set<String> = [
        "town", "city", "suburb", "locality", "county", "state", "region", "country", "force", "area", "district",
        "borough", "ward", "posttown",
    ]

    /// Finds the roles from the headings and, for each column, some thousand of its values, empty ones included.
    ///
    /// Headings in `ignoring` are left out: the row's key, the truth.
    package init(names: [String], samples: [[String]], ignoring: Set<String>) {
        columns = names.indices.map { Self.column(names[$0], samples[$0], ignoring) }
        dropDerivedNames()
        dropPlaces()
        limitOthers(samples)
    }

    private static func column(_ name: String, _ values: [String], _ ignoring: Set<String>) -> Column {
        if ignoring.contains(name) { return Column(name: name, role: .ignored, reason: "left out on request") }
        var key: [UInt8] = []
        TextFold.compact(name, into: &key)
        let folded = String(decoding: key, as: UTF8.self)
        let known = values.filter { !$0.isEmpty }
        guard known.count * 50 >= values.count, !known.isEmpty else {
            return Column(name: name, role: .ignored, reason: "nearly always empty")
        }
        for (role, headings) in headings where headings.contains(folded) {
            return Column(name: name, role: role, reason: "by its heading")
        }
        func share(_ test: (String) -> Bool) -> Double { Double(known.filter(test).count) / Double(known.count) }
        if share({ $0.contains("@") && $0.contains(".") }) > 0.8 {
            return Column(name: name, role: .email, reason: "most values are e-mail addresses")
        }
        if share({ Postcode($0) != nil }) > 0.8 {
            return Column(name: name, role: .postcode, reason: "most values are postcodes")
        }
        if share({ $0.utf8.count >= 8 && CalendarDate(parsing: $0) != nil }) > 0.8 {
            return Column(name: name, role: .birthDate, reason: "most values are dates")
        }
        let distinct = Set(known).count
        if distinct == 1 { return Column(name: name, role: .ignored, reason: "always the same") }
        if distinct <= 6, share({ ["m", "f", "male", "female", "u", "unknown"].contains($0.lowercased()) }) > 0.9 {
            return Column(name: name, role: .sex, reason: "values are sexes")
        }
        let digits = share { $0.utf8.filter { (0x30...0x39).contains($0) }.count >= 9 }
        if digits > 0.8, distinct * 2 > known.count {
            return Column(name: name, role: .phone, reason: "most values have the length of phone numbers")
        }
        if distinct == known.count, known.count >= 50 {
            return Column(name: name, role: .ignored, reason: "every value is different: a key of the row")
        }
        return Column(name: name, role: .other, reason: "a fact that people share to some degree")
    }

    /// Whole names say nothing more where given names and surnames have their own columns.
    private mutating func dropDerivedNames() {
        let roles = Set(columns.map(\.role))
        guard roles.contains(.given), roles.contains(.surname) else { return }
        for index in columns.indices {
            var key: [UInt8] = []
            TextFold.compact(columns[index].name, into: &key)
            let isName = String(decoding: key, as: UTF8.self).hasSuffix("name")
            if columns[index].role == .fullName || columns[index].role == .other && isName {
                columns[index].role = .ignored
                columns[index].reason = "the names have columns of their own"
            }
        }
    }

    /// A town agrees whenever the postcode does: counting it as well would count one fact twice.
    private mutating func dropPlaces() {
        guard columns.contains(where: { $0.role == .postcode }) else { return }
        for index in columns.indices where columns[index].role == .other {
            var key: [UInt8] = []
            TextFold.compact(columns[index].name, into: &key)
            guard Self.places.contains(String(decoding: key, as: UTF8.self)) else { continue }
            columns[index].role = .ignored
            columns[index].reason = "it follows from the postcode"
        }
    }

    /// A fact that agrees between every second stranger is worth less than the chance that it is not independent.
    private static let tellingMin = 1.5

    /// At most four other facts: those that tell people apart best.
    private mutating func limitOthers(_ samples: [[String]]) {
        let others = columns.indices.filter { columns[$0].role == .other }
        let ranked = others.sorted {
            let (x, y) = (Self.telling(samples[$0]), Self.telling(samples[$1]))
            return x != y ? x > y : $0 < $1
        }
        for (rank, index) in ranked.enumerated() where rank >= 4 || Self.telling(samples[index]) < Self.tellingMin {
            columns[index].role = .ignored
            columns[index].reason =
                rank < 4 ? "its values tell hardly anybody apart" : "others tell people apart better"
        }
    }

    /// The bits two equal values say on average, times how often both are known.
    private static func telling(_ values: [String]) -> Double {
        var counts: [String: Int] = [:]
        for value in values where !value.isEmpty { counts[value, default: 0] += 1 }
        let known = Double(counts.values.reduce(0, +))
        guard known > 0 else { return 0 }
        let same = counts.values.reduce(0.0) { $0 + (Double($1) / known) * (Double($1) / known) }
        let share = known / Double(max(values.count, 1))
        return -Binary.log(same) * share * share
    }
}
