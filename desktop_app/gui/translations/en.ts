<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>AboutPage</name>
    <message numerus="yes">
      <source>%n line(s) copied to the clipboard.</source>
      <translation>
        <numerusform>%n line copied to the clipboard.</numerusform>
        <numerusform>%n lines copied to the clipboard.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Application</name>
    <message numerus="yes">
      <source>%n text(s) are still being saved.</source>
      <translation>
        <numerusform>%n text is still being saved.</numerusform>
        <numerusform>%n texts are still being saved.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>HistoryWindow</name>
    <message numerus="yes">
      <source>%n text(s), kept on this computer only</source>
      <translation>
        <numerusform>%n text, kept on this computer only</numerusform>
        <numerusform>%n texts, kept on this computer only</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) added to the queue.</source>
      <translation>
        <numerusform>%n text added to the queue.</numerusform>
        <numerusform>%n texts added to the queue.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>%n text removed.</numerusform>
        <numerusform>%n texts removed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ImportDialog</name>
    <message numerus="yes">
      <source>The file contains %n speaking style(s).</source>
      <translation>
        <numerusform>The file contains %n speaking style.</numerusform>
        <numerusform>The file contains %n speaking styles.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LeftRecordings</name>
    <message numerus="yes">
      <source>There are %n more.</source>
      <translation>
        <numerusform>There is %n more.</numerusform>
        <numerusform>There are %n more.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PlayerBar</name>
    <message numerus="yes">
      <source>%n character(s) billed</source>
      <translation>
        <numerusform>%n character billed</numerusform>
        <numerusform>%n characters billed</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ProfilesWindow</name>
    <message numerus="yes">
      <source>%n speaking style(s) exported to {file}.</source>
      <translation>
        <numerusform>%n speaking style exported to {file}.</numerusform>
        <numerusform>%n speaking styles exported to {file}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) imported.</source>
      <translation>
        <numerusform>%n speaking style imported.</numerusform>
        <numerusform>%n speaking styles imported.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PronunciationWindow</name>
    <message numerus="yes">
      <source>%n rule(s) removed.</source>
      <translation>
        <numerusform>%n rule removed.</numerusform>
        <numerusform>%n rules removed.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) exported to {file}.</source>
      <translation>
        <numerusform>%n rule exported to {file}.</numerusform>
        <numerusform>%n rules exported to {file}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) added below your own.</source>
      <translation>
        <numerusform>%n rule added below your own.</numerusform>
        <numerusform>%n rules added below your own.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>%n text removed.</numerusform>
        <numerusform>%n texts removed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ReaderWindow</name>
    <message numerus="yes">
      <source>Stopped. %n waiting text(s) removed.</source>
      <translation>
        <numerusform>Stopped. %n waiting text removed.</numerusform>
        <numerusform>Stopped. %n waiting texts removed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>SavingToasts</name>
    <message numerus="yes">
      <source>%n more waiting</source>
      <translation>
        <numerusform>%n more waiting</numerusform>
        <numerusform>%n more waiting</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServiceForm</name>
    <message numerus="yes">
      <source>%n voice(s) found.</source>
      <translation>
        <numerusform>%n voice found.</numerusform>
        <numerusform>%n voices found.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) can't be used yet.</source>
      <translation>
        <numerusform>%n voice can't be used yet.</numerusform>
        <numerusform>%n voices can't be used yet.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n character(s) billed.</source>
      <translation>
        <numerusform>%n character billed.</numerusform>
        <numerusform>%n characters billed.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServicePage</name>
    <message numerus="yes">
      <source>%n voice(s)</source>
      <translation>
        <numerusform>%n voice</numerusform>
        <numerusform>%n voices</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServiceTrial</name>
    <message numerus="yes">
      <source>%n second(s)</source>
      <translation>
        <numerusform>%n second</numerusform>
        <numerusform>%n seconds</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Sleep</name>
    <message numerus="yes">
      <source>In %n minutes</source>
      <translation>
        <numerusform>In %n minute</numerusform>
        <numerusform>In %n minutes</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>VoicesWindow</name>
    <message numerus="yes">
      <source>%n voice(s) on this computer</source>
      <translation>
        <numerusform>%n voice on this computer</numerusform>
        <numerusform>%n voices on this computer</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) on “{service}” · shared with everyone who uses this service</source>
      <translation>
        <numerusform>%n voice on “{service}” · shared with everyone who uses this service</numerusform>
        <numerusform>%n voices on “{service}” · shared with everyone who uses this service</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Search %n voice(s)</source>
      <translation>
        <numerusform>Search %n voice</numerusform>
        <numerusform>Search %n voices</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Delete %n voice(s)?</source>
      <translation>
        <numerusform>Delete %n voice?</numerusform>
        <numerusform>Delete %n voices?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) will stop working: {names}.</source>
      <translation>
        <numerusform>%n speaking style will stop working: {names}.</numerusform>
        <numerusform>%n speaking styles will stop working: {names}.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted.</source>
      <translation>
        <numerusform>%n voice deleted.</numerusform>
        <numerusform>%n voices deleted.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted on {service}.</source>
      <translation>
        <numerusform>%n voice deleted on {service}.</numerusform>
        <numerusform>%n voices deleted on {service}.</numerusform>
      </translation>
    </message>
  </context>
</TS>
