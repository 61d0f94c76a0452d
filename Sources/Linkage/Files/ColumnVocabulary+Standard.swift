extension ColumnVocabulary {
    /// The headings met in police, administrative and published files of English-speaking countries.
    package static let standard = Self(
        effective: "2026-11-23",
        source:
            "headings of the POLE data standards catalogue, of NHS and census extracts, and of published linkage sets",
        roles: [
            words(.given, "firstname givenname givennames forename forenames forename1 fname first christianname"),
            words(.middle, "middlename middlenames middleinitial secondname othernames forename2 mname middle"),
            words(.surname, "surname lastname familyname lname last sname surname1"),
            words(
                .fullName,
                "name fullname personname subjectname clientname nominalname sitename organisation organization"
                    + " organisationname company companyname title"
            ),
            words(.birthDate, "dob dateofbirth birthdate birthday born datebirth birthdt yearofbirth birthyear yob"),
            words(.sex, "sex gender"),
            words(.postcode, "postcode postalcode zip zipcode pcode homepostcode postcode1"),
            words(.houseNumber, "streetnumber housenumber houseno buildingnumber premisesnumber"),
            words(
                .address,
                "address address1 addressline addressline1 street streetaddress line1 homeaddress fulladdress"
            ),
            words(
                .phone,
                "phone phonenumber telephone telephonenumber mobile mobilephone tel telno mobilenumber phone1"
            ),
            words(.email, "email emailaddress mail email1"),
            words(
                .identifier,
                "socsecid ssn nino nationalinsurancenumber nhsnumber nhsno passport passportnumber pncid pnc cro"
                    + " cronumber licencenumber drivinglicence"
            ),
        ],
        patterns: [
            Pattern(role: .email, shape: .emailAddress, shareMin: 0.8, distinctShareMin: 0, distinctMax: .max),
            Pattern(role: .postcode, shape: .postcode, shareMin: 0.8, distinctShareMin: 0, distinctMax: .max),
            Pattern(role: .birthDate, shape: .wholeDate, shareMin: 0.8, distinctShareMin: 0, distinctMax: .max),
            Pattern(role: .sex, shape: .sex, shareMin: 0.9, distinctShareMin: 0, distinctMax: 6),
            Pattern(role: .ignored, shape: .courtesyTitle, shareMin: 0.8, distinctShareMin: 0, distinctMax: 40),
            Pattern(role: .phone, shape: .longNumber, shareMin: 0.8, distinctShareMin: 0.5, distinctMax: .max),
        ],
        places: words(
            "town city suburb locality county state region country force area district borough ward posttown"
        )
    )

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static func words(_ role: ColumnRoles.Role, _ text: String) -> Headings {
        Headings(role: role, headings: words(text))
    }
}
