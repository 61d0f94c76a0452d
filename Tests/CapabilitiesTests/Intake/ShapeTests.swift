import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Export shapes")
struct ShapeTests {
    static let connect = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConnectExport xmlns="urn:reeve:sandbox:connect:1" force="16" system="connect" extracted="2026-11-21">
         <Event id="E0000441" class="crime" marking="OFFICIAL" created="2024-02-11T19:10:00+00:00">
          <Type>Robbery</Type><Start>2024-06-11T19:00:00+01:00</Start>
          <Place lat="53.74412" lon="-0.33251"><Line>Quillmere Road</Line><Town>Hull</Town><Postcode>HU5 2XX</Postcode></Place>
          <Summary>Phone &amp; <![CDATA[<keys>]]> taken</Summary>
         </Event>
         <Person id="P0093318" updated="2025-01-02T03:04:05+00:00" review="2031-06-02" marking="OFFICIAL">
          <Name type="primary"><Family>OKAFOR REYES</Family><Given>Daniel</Given></Name>
          <Name type="alias"><Family>Reyes</Family><Given>Dan</Given></Name>
          <Birth>1991-03-14</Birth><Sex>male</Sex><Tattoo side="left">swallow</Tattoo>
          <Identifier type="pnc">2009/0012345X</Identifier><Identifier type="shelf">B7</Identifier>
          <Addresses><Address id="A1" type="home" from="2019-05-01"><Line>14 Example Row</Line><Postcode>ls63aa</Postcode></Address></Addresses>
          <Contacts><Phone id="C1" type="mobile">07700 900461</Phone><Email id="C2">d.o@post.example</Email></Contacts>
          <Involvements><Involvement id="I1" event="E0000441" role="victim"/></Involvements>
          <Keeps><Keeper id="K1" vehicle="V12" relation="keeper"/></Keeps>
          <Warnings><Warning id="W1" type="weapons" from="2020-01-01" review="2027-01-01" status="confirmed">knife</Warning></Warnings>
          <Associations><Association id="R1" person="P2" relation="partner"/></Associations>
         </Person>
         <Invoice>12</Invoice>
         <Intelligence id="N1" person="P0093318" reported="2025-08-18T10:00:00+01:00" source="2" assessment="C" handling="P" review="2031-08-18" marking="OFFICIAL-SENSITIVE">seen with P2</Intelligence>
        </ConnectExport>
        """

    @Test("the XML shape goes in by its mapping, and what the mapping does not know is kept")
    func xml() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("export.xml", Self.connect)
        let sink = MemorySink()
        let report = try await importing(path, try MappingCatalogue.load("connect", hash: .sha256), into: sink)
        #expect(report.fault == nil)
        let names = await sink.records.map { "\($0.kind) \($0.key)" }
        #expect(
            names == [
                "event E0000441", "person P0093318", "alias P0093318-name-1", "residence A1", "contact C1",
                "contact C2",
                "role I1", "keeper K1", "marker W1", "association R1", "event N1", "role N1-subject",
            ]
        )
        #expect(report.position.rejected == 1)
        let event = try #require(await sink.record(.event, "E0000441"))
        #expect(event["summary"]?.raw == "Phone & <keys> taken")
        #expect(event["startedAt"]?.standard == "2024-06-11T18:00:00Z")
        #expect(event["latitude"]?.raw == "53.74412")
        let person = try #require(await sink.record(.person, "P0093318"))
        #expect(person["surname"]?.raw == "OKAFOR REYES")
        #expect(person["@Tattoo"]?.raw == "swallow")
        #expect(person["@Tattoo/@side"]?.raw == "left")
        #expect(person["@Identifier"]?.raw == "B7")
        #expect(person["@Identifier/@type"]?.raw == "shelf")
        let role = try #require(await sink.record(.role, "I1"))
        #expect(role.subject == person.id)
        #expect(role.object == event.id)
        #expect(role["role"] == .init("role", raw: "victim"))
        let intelligence = try #require(await sink.record(.event, "N1"))
        #expect(intelligence.grading == "2 C P")
        #expect(intelligence["summary"]?.basis == .unknown)
        #expect(intelligence["eventClass"] == .init("eventClass", raw: "", standard: "intelligence"))
        #expect(intelligence.marking == Marking.officialSensitive.rawValue)
        #expect(await sink.record(.residence, "A1")?["postcode"]?.standard == "LS6 3AA")
        #expect(await sink.record(.contact, "C1")?["phoneNumber"]?.standard == "+447700900461")
    }

    @Test(
        "XML that declares entities, is not XML, ends early or has no end is refused with a reason",
        arguments: [
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;\">]><ConnectExport>&m;</ConnectExport>",
                Fault.Code.xmlDoctype, "line 2"
            ),
            ("<!-- x --><!DOCTYPE a SYSTEM \"file:///etc/passwd\"><ConnectExport/>", .xmlDoctype, "line 1"),
            ("<ConnectExport>\n<Person id=\"1\">&lol;</Person></ConnectExport>", .xmlBroken, ""),
            ("<ConnectExport>\n<Person id=\"1\"><Sex>male</Person>", .xmlBroken, "line 2"),
            ("<ConnectExport>\n<Event id=\"E1\"/><Person id=\"1\">", .xmlBroken, ""),
            ("NOMINAL_ID,SURNAME\n1,2\n", .xmlBroken, ""), ("<Other/>", .xmlBroken, "`Other`"),
            ("<ConnectExport><Person id=\"1\">" + String(repeating: "<a>", count: 500), .xmlTooDeep, ""),
            ("<ConnectExport>\n<Person id=\"1\"><Sex>m\u{FFFF}\u{0}</Sex></Person>", .xmlBroken, ""),
        ]
    )
    func hostile(text: String, code: Fault.Code, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("export.xml", text)
        let mapping = try MappingCatalogue.load("connect", hash: .sha256)
        var fault: Fault?
        do { fault = try await importing(path, mapping, into: MemorySink()).fault } catch let thrown as Fault {
            fault = thrown
        }
        #expect(fault?.code == code, "\(fault?.message ?? "nothing was wrong")")
        #expect(fault?.message.contains("export.xml") == true)
        #expect(fault?.message.contains(words) == !words.isEmpty, "\(fault?.message ?? "")")
    }

    @Test("XML in the encoding it declares is read as that")
    func declared() async throws {
        let folder = try TemporaryFolder()
        let head = Array(
            "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<ConnectExport><Vehicle id=\"V1\"><Make>Citro".utf8
        )
        let path = try folder.write("export.xml", head + [0xeb] + Array("n</Make></Vehicle></ConnectExport>".utf8))
        let sink = MemorySink()
        let report = try await importing(path, try MappingCatalogue.load("connect", hash: .sha256), into: sink)
        #expect(report.fault == nil)
        #expect(await sink.record(.vehicle, "V1")?["vehicleMake"]?.raw == "Citroën")
        let wrong = try folder.write("export.xml", Array("<ConnectExport>\n<Vehicle id=\"V".utf8) + [0xeb, 0x22])
        let second = try await importing(wrong, try MappingCatalogue.load("connect", hash: .sha256), into: MemorySink())
        #expect(second.fault?.code == .wrongEncoding)
        #expect(second.fault?.message.contains("line 2") == true)
    }

    @Test("a call in JSON Lines gives its event, its people and what ties them")
    func cad() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "calls.jsonl",
            """
            {"log":"20261119-1187","opened":"2026-11-19T23:08:00Z","closed":null,"grade":1,"category":"Domestic incident","line":"999","place":{"line":"14 Example Row","town":"Leeds","postcode":"LS6 3AA","lat":53.81800,"lon":-1.56600},"number":"07700 900461","text":"Caller whispering…","result":null,"people":[{"ref":"20261119-1187-1","role":"caller","name":"Asha Malik","born":null,"age":33,"sex":"F","phone":"07700 900462","address":"9 Example Row, Leeds LS6 3AA"},{"ref":"20261119-1187-2","role":"suspect","name":null,"born":"1990-02-01","age":null,"sex":null,"phone":null,"address":null}]}
            """
        )
        let sink = MemorySink()
        try await importing(path, try MappingCatalogue.load("cad", hash: .sha256), into: sink)
        let event = try #require(await sink.record(.event, "20261119-1187"))
        #expect(event["latitude"]?.raw == "53.81800")
        #expect(event["@grade"]?.raw == "1")
        #expect(event["eventClass"]?.standard == "incident")
        let names = await sink.records.map { "\($0.kind) \($0.key)" }
        #expect(
            names == [
                "event 20261119-1187", "person 20261119-1187-1", "role 20261119-1187-1-role",
                "contact 20261119-1187-1-phone", "residence 20261119-1187-1-address", "person 20261119-1187-2",
                "role 20261119-1187-2-role",
            ]
        )
        let role = try #require(await sink.record(.role, "20261119-1187-1-role"))
        #expect(role["role"] == .init("role", raw: "caller", standard: "reporter"))
        #expect(role.object == event.id)
        #expect(await sink.record(.person, "20261119-1187-1")?["fullName"]?.raw == "Asha Malik")
    }

    @Test("one wide row gives the person and everything that hangs on them, and loses nothing")
    func wide() async throws {
        let rms = try MappingCatalogue.load("rms", hash: .sha256)
        var values = [
            "person_ref": "R1", "last_name": "Okafor", "birth_date": "1991-03-14", "gender": "Male",
            "mobile": "07700900461",
            "address_1_postcode": "LS6 3AA", "event_1_ref": "E1", "event_1_class": "crime", "event_1_role": "suspect",
            "event_2_ref": "E1", "event_2_class": "crime", "event_2_role": "victim", "event_3_summary": "orphan words",
            "vehicle_1_make": "Ford", "flag_2_type": "weapons", "intel_1_ref": "I1", "intel_1_grade": "2CP",
            "intel_1_text": "seen", "marking": "OFFICIAL", "colour_of_eyes": "green", "updated": "2026-06-14T10:00:00Z",
        ]
        values["created"] = "2020-01-01T00:00:00Z"
        var columns: [String] = ["colour_of_eyes"]
        for record in rms.mapping.files[0].rows[0].records {
            for (_, value) in record.facts { columns += value.columns }
            for value in [record.recordedAt, record.reviewOn, record.marking, record.grading] {
                columns += value?.columns ?? []
            }
            columns += record.when?.columns ?? []
        }
        columns += ["person_ref"]
        var seen: Set<String> = []
        columns = columns.filter { seen.insert($0).inserted }
        #expect(Set(values.keys).isSubset(of: seen), "\(Set(values.keys).subtracting(seen))")
        let row = columns.map { values[$0] ?? "" }.joined(separator: ",")
        let folder = try TemporaryFolder()
        let path = try folder.write("people.csv", columns.joined(separator: ",") + "\n" + row + "\n")
        let sink = MemorySink()
        let report = try await importing(path, rms, into: sink)
        #expect(report.position.rejected == 0)
        let names = await sink.records.map { "\($0.kind) \($0.key)" }
        #expect(
            names == [
                "person R1", "contact R1-mobile", "residence R1-address-1", "marker R1-flag-2", "event E1",
                "role R1-event-1", "role R1-event-2", "event I1", "role R1-intel-1",
            ]
        )
        // Every word of the row is somewhere.
        let words = Set(await sink.records.flatMap { $0.body.map(\.raw) + [$0.key] })
        for (column, value) in values { #expect(words.contains(value), "\(column)") }
        let person = try #require(await sink.record(.person, "R1"))
        #expect(person["@event_3_summary"]?.raw == "orphan words")
        #expect(person["@vehicle_1_make"]?.raw == "Ford")
        #expect(person["@colour_of_eyes"]?.raw == "green")
    }

    @Test("a folder's manifest says whose files they are and how each is read")
    func manifest() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("nominals.csv", ImportTests.nominals)
        _ = try folder.write("calls.jsonl", "")
        _ = try folder.write(
            "manifest.json",
            """
            {"format":"reeve-sandbox/1","force":"13","exports":[
            {"system":"niche","shape":"niche","mapping":"niche","files":[{"name":"nominals.csv","entity":"nominals","rows":7}]},
            {"system":"cad","shape":"cad","mapping":"cad","files":[{"name":"calls.jsonl"}]}]}
            """
        )
        let jobs = try JobFinder(hash: .sha256).jobs([folder.path])
        #expect(jobs.map(\.source.description) == ["13/niche", "13/cad"])
        #expect(jobs.map(\.name) == ["nominals.csv", "calls.jsonl"])
        _ = try folder.write(
            "manifest.json",
            #"{"force":"13","exports":[{"system":"x","mapping":"niche","files":[{"name":"../../etc/passwd"}]}]}"#
        )
        let fault = #expect(throws: Fault.self) { try JobFinder(hash: .sha256).jobs([folder.path]) }
        #expect(fault?.code == .manifestBroken)
    }
}
