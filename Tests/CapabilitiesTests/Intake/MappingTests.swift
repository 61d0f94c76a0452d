import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Mappings")
struct MappingTests {
    @Test("every mapping that comes with Reeve is understood")
    func catalogue() throws {
        let names = MappingCatalogue.names()
        #expect(names == ["cad", "connect", "febrl", "niche", "rms"])
        for name in names {
            let loaded = try MappingCatalogue.load(name, hash: .sha256)
            #expect(loaded.mapping.name == name)
            #expect(loaded.digest.count == 64)
        }
    }

    @Test(
        "what a mapping says wrongly is refused with its place",
        arguments: [
            ("{", "line 1 is not JSON"),
            ("{\"name\":\"x\",\"format\":\"pdf\"}", "at `format`: `pdf` is not known"),
            ("{\"name\":\"x\",\"format\":\"csv\",\"files\":[]}", "at `files`: the list is empty"),
            ("{\"name\":\"x\",\"format\":\"csv\",\"delimiter\":\"ab\"}", "at `delimiter`: `ab`"),
            ("{\"name\":\"x\",\"format\":\"csv\",\"encoding\":\"ebcdic\"}", "at `encoding`: `ebcdic`"),
            (record("\"kind\":\"persn\",\"key\":\"ID\""), "at `files[0].records[0].kind`: `persn`"),
            (record("\"kind\":\"person\""), "at `files[0].records[0].key`: this is missing"),
            (record("\"kind\":\"person\",\"key\":\"ID\",\"fcts\":{}"), "at `files[0].records[0].fcts`: `fcts`"),
            (record("\"kind\":\"person\",\"key\":\"{ID\""), "opens a brace"),
            (
                record("\"kind\":\"person\",\"key\":\"ID\",\"facts\":{\"shoeSize\":\"S\"}"),
                "at `files[0].records[0].facts.shoeSize`: `shoeSize` is not an attribute"
            ),
            (
                record("\"kind\":\"person\",\"key\":\"ID\",\"facts\":{\"sex\":{\"from\":\"S\",\"a\":1}}"),
                "at `files[0].records[0].facts.sex.a`"
            ),
            (
                record("\"kind\":\"person\",\"key\":\"ID\",\"facts\":{\"sex\":{}}"),
                "either `from` columns or from a `constant`"
            ),
        ]
    )
    func broken(json: String, words: String) {
        let fault = #expect(throws: Fault.self) { try Mapping(parsing: Array(json.utf8), file: "m.json") }
        #expect(fault?.code == .mappingBroken)
        #expect(fault?.message.contains("`m.json`") == true)
        #expect(fault?.message.contains(words) == true, "\(fault?.message ?? "")")
    }

    private static func record(_ inside: String) -> String {
        "{\"name\":\"x\",\"format\":\"csv\",\"files\":[{\"records\":[{\(inside)}]}]}"
    }

    @Test(
        "transformations and tables that are not there are refused when the file is opened",
        arguments: [
            ("\"date sideways\"", "`date sideways` is not a transformation"), ("\"code sex\"", "no code table `sex`"),
            ("\"shout\"", "`shout` is not a transformation"),
        ]
    )
    func badSteps(step: String, words: String) throws {
        let json = Self.record(
            "\"kind\":\"person\",\"key\":\"ID\",\"facts\":{\"sex\":{\"from\":\"ID\",\"as\":\(step)}}"
        )
        let loaded = try loadedMapping(json)
        let force = try #require(ForceCode("13"))
        let fault = #expect(throws: Fault.self) {
            try PlanCompiler.csv(
                loaded.mapping,
                file: loaded.mapping.files[0],
                header: ["ID"],
                name: "t.csv",
                mappingFile: "m.json",
                source: Source(force: force, system: "x"),
                today: #require(today)
            )
        }
        #expect(fault?.message.contains(words) == true, "\(fault?.message ?? "")")
        #expect(fault?.message.contains("files[0].records[0].facts.sex") == true, "\(fault?.message ?? "")")
    }

    @Test("a column the file does not have is refused with the columns it has")
    func missingColumn() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", "A,B\n1,2\n")
        let loaded = try loadedMapping(Self.record("\"kind\":\"person\",\"key\":\"ID\""))
        let fault = await #expect(throws: Fault.self) { try await importing(path, loaded, into: nil) }
        #expect(fault?.code == .columnMissing)
        #expect(fault?.help == "its columns are A, B")
    }

    @Test(
        "a value has the standard form its steps give",
        arguments: [
            ("birthDate", "date dayFirst", "14/03/1991", "1991-03-14"),
            ("birthDate", "date dayFirst", "14/3/91", "1991-03-14"),
            ("birthDate", "date dayFirst", "01/02/27", "1927-02-01"),
            ("birthDate", "date monthFirst", "03/14/1991", "1991-03-14"),
            ("birthDate", "date yearFirst", "19910314", "1991-03-14"),
            ("birthDate", "date dayFirst", "30/02/1991", nil),
            ("startedAt", "time uk dayFirst", "14/06/2026 23:40", "2026-06-14T22:40:00Z"),
            ("startedAt", "time uk dayFirst", "14/01/2026 23:40:05", "2026-01-14T23:40:05Z"),
            ("startedAt", "time uk dayFirst", "25/10/2026 01:30", "2026-10-25T00:30:00Z"),
            ("startedAt", "time utc yearFirst", "2026-06-14 23:40", "2026-06-14T23:40:00Z"),
            ("startedAt", "time uk yearFirst", "2026-06-11T22:40:00+01:00", "2026-06-11T21:40:00Z"),
            ("phoneNumber", "phone", "(0113) 4960123", "+441134960123"), ("postcode", "postcode", "ls63aa", "LS6 3AA"),
            ("registrationMark", "registrationMark", "yd00 zzz", "YD00ZZZ"), ("town", "upper", "Hüll", "HÜLL"),
            ("town", "trim", "  Kingston \t upon Hull ", "Kingston upon Hull"),
            ("surname", "before ,", "Okafor, Dan", nil),
            ("sex", "code sex", " f ", "female"), ("sex", "code sex", "Q", nil),
            ("latitude", "gridLatitude", "SE 29583 33992", "53.801…"), ("uprn", "uprn", "000012345", "12345"),
            ("emailAddress", "email", "D.O@Post.Example", "D.O@post.example"),
        ]
    )
    func steps(attribute: String, step: String, raw: String, standard: String?) async throws {
        let json = """
            {"name":"x","format":"csv","codeTables":{"sex":{"F":"female","M":"male"}},"files":[{"records":[
            {"kind":"person","key":"ID","facts":{"\(attribute)":{"from":"V","as":"\(step)"}}}]}]}
            """
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", "ID,V\n1,\"\(raw)\"\n")
        let sink = MemorySink()
        try await importing(path, try loadedMapping(json), into: sink)
        let entry = try #require(await sink.record(.person, "1")?[attribute])
        // A standard form of "…" on the end is a beginning: coordinates are exact to more digits than matter here.
        if let standard, standard.hasSuffix("…") {
            #expect(entry.standard?.hasPrefix(standard.dropLast()) == true, "\(entry.standard ?? "none")")
        } else {
            #expect(entry.standard == standard)
        }
        #expect(entry.raw == (step.hasPrefix("before") ? "Okafor" : raw))
    }

    @Test("a foreign export with blanks in its header goes in by a mapping alone")
    func febrl() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "dataset4a.csv",
            """
            rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id
            rec-1070-org, michaela, neumann, 8, stanley street, miami, winston hills, 4223, nsw, 19151111, 5304218
            rec-1016-org, courtney, painter, 12, pinkerton circuit, bega flats, richlands, 4560, vic, 19161214, 4066625
            """
        )
        let sink = MemorySink()
        let report = try await importing(path, try MappingCatalogue.load("febrl", hash: .sha256), into: sink)
        #expect(report.position.records == 4)
        let person = try #require(await sink.record(.person, "rec-1070-org"))
        #expect(person["birthDate"] == StrictBody.Entry("birthDate", raw: " 19151111", standard: "1915-11-11"))
        #expect(person["surname"] == StrictBody.Entry("surname", raw: " neumann", standard: "neumann"))
        let home = try #require(await sink.record(.residence, "rec-1016-org-address"))
        #expect(home["addressLine"]?.standard == "12 pinkerton circuit bega flats")
        #expect(home.subject == (await sink.id(.person, "rec-1016-org")))
    }
}
