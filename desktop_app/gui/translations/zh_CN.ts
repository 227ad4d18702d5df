<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>AboutPage</name>
    <message>
      <source>Open the folder of the &amp;log</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Copy diagnostics</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Diagnostics say which versions, devices and services there are and what was logged last: no token, no text that was read. Look through them before you hand them on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Version {version}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The sources are under the Apache License 2.0. This program uses PyQt6, which is under the GNU General Public License 3: programs that are built from both are under that licence. The built-in voice is eSpeak NG, a program of its own under the GNU General Public License 3. The voices of a service belong to those who speak: clone none without their consent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No program opens folders here. The log is in {folder}.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n line(s) copied; paste them where you like.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
  </context>
  <context>
    <name>AddVoiceDialog</name>
    <message>
      <source>Add a voice – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading the file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Drag the ends, or the part between them. Arrow keys move an end by 10 ms, with Ctrl by 100 ms; Tab goes to the other end. The wheel, + and − zoom, 0 shows all.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Play</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use the &amp;suggested part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the voice is called</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is said in the chosen part, word for word</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write exactly what is heard in the chosen part, no more and no less: the voice is cloned from both together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Name:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;What is said:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Cancel the upload</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>My voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} is being read…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another &amp;file…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{start} s to {end} s: {seconds} s of {whole} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The upload was cancelled; nothing is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Uploading: %p %</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Upload all the same</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The name or what is said is missing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sto&amp;p</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep the recording? It has not become a voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You can go on with it later, from the list of voices.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Keep it for later</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Delete the recording</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close without a voice? What you have written here is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The file itself stays where it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Close without a voice</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>AddressDialog</name>
    <message>
      <source>Open an address</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Address of a page to read:</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Application</name>
    <message>
      <source>This system does not tell what is selected. Copy a text to have it read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is selected.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No text was copied.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read the selection</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read the clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pause or resume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Previous sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{service} does not answer; {other} speaks instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is noted in {file}.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>FindBar</name>
    <message>
      <source>Find in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The one before (Shift+Enter)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The next one (Enter)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close (Esc)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the end again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the top again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not found</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>FindingsList</name>
    <message>
      <source>What was found</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This part serves well: nothing is wrong with it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Problem: {words}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Warning: {words}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hint: {words}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It was recorded at {rate} Hz; at least {least} Hz are needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is nothing to hear in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It lasts {seconds} s; at least {least} s are needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It lasts {seconds} s; services take at most {most} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It lasts {seconds} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is too loud: {percent} % of it is cut off.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is much noise in it: speech is {snr} dB above what is heard in its pauses.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is some noise in it: speech is {snr} dB above what is heard in its pauses.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is very quiet ({level} dB of full scale).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is said in the first {before} s and the last {after} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the first {minutes} minutes of it were read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Record it anew; to convert it would not bring back what is missing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the right microphone is chosen, switched on and turned up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose more, or record a sentence or two more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a part of it: 5 to 15 s are best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{least} to {most} s are best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Turn the microphone down, or go a little away from it, and record it anew.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Record in a quiet room with soft furniture, near the microphone, without fans or music.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go nearer to the microphone, or turn it up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use the part from {from_} to {to} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>To use a later part, cut it out with another program first.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>GeneralPage</name>
    <message>
      <source>The system’s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Start when I log in, in the tray</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Keep texts that were read, with their sound</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Clear history…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Language:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>History</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sound is kept &amp;up to:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clear history</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove all texts that were read, and their sound?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is done at once, and cannot be undone.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>HistoryWindow</name>
    <message>
      <source>History – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Read again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add to the &amp;queue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Save as audio…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Clear all…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search titles and sources</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Texts that were read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Title</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Source</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Characters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing that was read has these words in its title.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing has been read yet.

What is read aloud can be heard again here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>selection</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>History is off: nothing that is read now will be kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings…</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n text(s) added to the queue.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>That text is not there any more.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Bring back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clear the history</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Forget all texts that were read, and their audio?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This cannot be undone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Forget all</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>HotkeysPage</name>
    <message>
      <source>Read the selection</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read the clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pause or resume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Previous sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>These keys work whatever program you are in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system has the last word here: it may ask you about them, and it keeps the keys that it knows. Change those in the keyboard settings of the system.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Usual keys</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{action}:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{action}” has these keys already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not in use yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Works</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Works: {keys}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another program has these keys. Choose others.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another action has these keys.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The app does not know these keys. Choose others.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add Ctrl, Alt or Meta: this key is needed for writing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This keyboard has no such key.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system has no keys for it: give it some there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system gives programs no keys.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This system gives programs no hotkeys. You can have them all the same: in the keyboard settings of the system, add a shortcut of your own, and give it one of these commands.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the command: {action}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copied: {action}</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ImportDialog</name>
    <message>
      <source>Import profiles</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>The file has %n profile(s).</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the built-in voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speak with {service}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep the name: I will set it up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Leave these profiles out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Services that are not set up here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep both</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Skip it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Names that you have already</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LanguageDelegate</name>
    <message>
      <source>All</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LanguageProfiles</name>
    <message>
      <source>A text in several languages is read by several profiles, sentence by sentence. Languages without one are read by the profile in use.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>its code, such as pt</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Add</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another &amp;language:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In all other languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The profile in use</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No profile: the service's own voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{code}” is no code of a language. Try “pt” or “vi”, say.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LeftRecordings</name>
    <message>
      <source>&amp;Continue…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Disca&amp;rd…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A recording of {date} has not become a voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The recording “{name}” of {date} has not become a voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>There are %n more.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Discard a recording – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete the recording of {date}?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This cannot be undone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LevelMeter</name>
    <message>
      <source>Level of the microphone</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{level} dB</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Notice</name>
    <message>
      <source>Put away</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put this message away</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>NowPage</name>
    <message>
      <source>Have something read</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Start when I log in, in the tray</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keeping the token… If the keyring asks for its password, give it there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keeping the token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Select a text anywhere and press &lt;b&gt;{keys}&lt;/b&gt;.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Or select it, and click the app’s icon with the &lt;b&gt;middle button&lt;/b&gt;.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The icon is in the tray, beside the clock; some desktops hide it behind an arrow. A click with the right button shows all that it can do.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This desktop has no tray: the Reader’s window stays open.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Or drop a file, or a link, on the Reader.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ProfileEditor</name>
    <message>
      <source>Ser&amp;vice:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>V&amp;oice:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Clone as it is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For the language of the recording. Takes no instruction.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Across languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speaks languages that the recording does not. Takes no instruction.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>With an &amp;instruction</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speaks in the mood, dialect or role that you name in words below.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mode:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a style, or write how to speak</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>I&amp;nstruction:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Volume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;peed:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Vol&amp;ume:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hello! This is how I sound when I read to you.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Try it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hear the sentence as set here, kept or not (Ctrl+Enter)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;entence:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The instruction is missing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Say how it is to speak, or choose another mode.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built-in voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (not set up)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Id of a voice; empty for the service's default</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service's default</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{id} (not there)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It says: “{text}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This service is not in use: until it is, another one may speak instead.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ProfilesWindow</name>
    <message>
      <source>Voice profiles[*] – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profiles</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;New</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>D&amp;uplicate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Rename</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Undo deletion</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Re&amp;vert</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use this &amp;profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>I&amp;mport…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All profiles…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voice profiles</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>E&amp;xport</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A profile is a voice and how it speaks: its mode, an instruction, speed and volume. There is none yet. “New” makes one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{name}” was deleted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Undo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>in use</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>not saved</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built-in</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Default</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (in use)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save and use</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Export profiles</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n profile(s) exported to {file}.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Import profiles</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n profile(s) imported.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Nothing was imported: all were here already, or left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voice profiles (*{suffix})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All files (*)</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n profile(s) have changes that are not saved.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
  </context>
  <context>
    <name>PronunciationWindow</name>
    <message>
      <source>Pronunciation – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Add</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Remove</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move &amp;up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>U&amp;ndo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Red&amp;o</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Import…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Export…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rules of pronunciation, applied from top to bottom</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A rule says how something is said: “NAS” as “network storage”, say. There is none yet. “Add” makes one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type a sentence to try the rules on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is said</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Sentence:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Said:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>add</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>remove</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n rule(s) removed.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>move</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>edit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Export rules</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pronunciation</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n rule(s) exported to {file}.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Import rules</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You have all rules of this file already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>import</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n rule(s) added below yours.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Rules of pronunciation (*{suffix})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All files (*)</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message>
      <source>Queue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is waiting.

Drop files or texts here, or read something else.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read now</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move down</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Clear</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take out all that wait</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} characters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Being read: {title}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{title}” was left.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{title}” was taken out.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n text(s) taken out.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Bring back</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ReaderWindow</name>
    <message>
      <source>Open file…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open address…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save as audio…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Previous sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Back to the voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Larger text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Smaller text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Usual size of text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop ({keys})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type or paste a text, or drop a file here; then press “Read aloud”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Playback</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Progress</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the order to the first sound of this text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Opening {name}…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no text yet: type one, or open a file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read from here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add the selection to the queue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read the selection</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>Stopped. %n more text(s) were waiting.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>Bring back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read files aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Documents ({forms})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All files (*)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text that you wrote was put aside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bring it back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reader</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pause</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ready</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paused</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n more waiting</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>This text goes on where it was left.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the beginning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>less than a minute left</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>about {hours} h {minutes} min left</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>about {minutes} min left</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>First sound after {seconds} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{other} speaks for {service}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The built-in voice</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>RecordingDialog</name>
    <message>
      <source>Record a voice – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text to read aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write what you will read aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Microphone:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Read aloud:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Seconds recorded</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Use:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Continue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Default microphone</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no microphone. Connect one, or switch it on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look &amp;again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Your own text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take {number}: {seconds} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{error} What was recorded until then is kept: {seconds} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The machine was too busy to record all of it. Record it once more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Too loud! Go a little away from the microphone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read aloud now.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Good. Space stops at the end of a sentence.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That is long enough. Space stops.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{seconds} s; {least} to {most} s are best</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find a quiet place, and speak as you would to a friend.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recorded. Go on to hear it and to choose the best part.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Record again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep what was recorded? It has not become a voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You can go on with it later, from the list of voices.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Keep it for later</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Delete the recording</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>RulesModel</name>
    <message>
      <source>Written</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Said</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Expression</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Language</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whole words</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Match case</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Problem</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What stands in the text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is said instead; with an expression, \1 is its first group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether it is a regular expression</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The sentences that the rule is for</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether it is found only as words of their own</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether small and capital letters differ</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Why the rule is left out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>yes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>no</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SaveDialog</name>
    <message>
      <source>Save as audio</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>MP3, small (*.mp3)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>WAV, as it was spoken (*.wav)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Progress of saving</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save elsewhere…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saving “{title}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{title}” is being saved as {file}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved as {file}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not saved</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file} was not saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save it elsewhere.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no room left in {folder}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make room, or save it elsewhere.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You may not write into {folder}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no folder {folder}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} cannot be written into: {why}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give up saving?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What has been made so far is thrown away.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go on saving</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ServiceDialog</name>
    <message>
      <source>Add a service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Read with this service</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ServiceForm</name>
    <message>
      <source>Letters, digits, hyphens and underscores</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sho&amp;w</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Forget the to&amp;ken that is kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This address is not encrypted: who shares the network can read the token and what is spoken. Use https:// where you can.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Proxy and certificates</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system’s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>None</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This one:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Address of the proxy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>none besides the usual ones</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Choose…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a file of certificates</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Test</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A&amp;ddress:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Name:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>T&amp;oken:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Proxy:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Extra authority:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service needs a name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use up to 40 letters, digits, hyphens and underscores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is a service named “{name}” already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give this one another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no address yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An address must not hold a name, a password or a token.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That is no address of a service.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write it as https://speech.example/path</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The token holds a space or another character that no token has.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy it once more, without quotes and line breaks.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The address of the proxy is none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write it as http://proxy.example:8080</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It works: it speaks dialect {dialect} and answered after {milliseconds} ms.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>It has %n voice(s).</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>It has no voice yet: add one before it can speak.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>kept; type to replace it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>empty if it has none</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Certificates of an authority</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Certificates (*.pem *.crt *.cer)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All files (*)</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ServicePage</name>
    <message>
      <source>Where is your service?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“Next” tries it out, and goes on if it works.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Go on though it does not work yet</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ServiceTrial</name>
    <message>
      <source>{host} answers {status}: it is busy, or being started. That may take a minute…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} has not answered yet. It may be starting…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Asking {host}…</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n second(s)</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>The proxy asks for a name and a password.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service does not accept this token.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the token once more, whole and without spaces.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service asks for a token.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give the token that it was set up with.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something answers there, but it is no CosyVoice service.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give the whole address, with its path. Details: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service is busy, or does not come up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again in a few minutes. Details: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The proxy refuses the connection ({status}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The proxy cannot be reached.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that its address and port are right, or use none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no computer named {host}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the address is spelt right and the network is up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} answers, but not encrypted (TLS).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If it is in your own network, try the address with http://</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} is there, but nothing listens at this port.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the service runs and the port is right.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} ended the connection without an answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If it is encrypted (TLS), give the address with https://</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} does not answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the service runs, and that no firewall is in between.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificate of {host} is of an authority that is not known here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If the service is your own, choose the file of its authority under “Proxy and certificates”. If not, do not trust it: someone may be listening.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificate of {host} is not valid at this time.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the clock of this computer is right; else renew it there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificate there is not for the name {host}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give the address by the name that is in the certificate.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificate of {host} cannot be trusted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write its address as http://name:password@proxy.example:8080</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ServicesPage</name>
    <message>
      <source>&amp;Add…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Edit…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Use this</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move &amp;up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Services</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Address</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>nobody: reading waits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the other services, in the order above</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>the other services, then the built-in voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When the service &amp;in use does not answer, read with:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove a service</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove “{name}”, its address and its token?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is removed with OK; the voices on it stay where they are.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voice profiles that use it will not be heard any more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built-in voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>on this computer; does not clone voices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (in use)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>kept with OK</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>in the keyring</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>in a file of yours</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>none</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SettingsWindow</name>
    <message>
      <source>Settings – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Services</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sound</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hotkeys</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>General</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>About</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keeping the token… If the keyring asks for its password, give it there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keeping the token</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close the settings without what was changed?</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SleepButton</name>
    <message>
      <source>Sleep timer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Off</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At the end of this text</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>In %n minutes</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>In another time…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pause after so many minutes:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sleep timer: {left}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sleep timer: pause by itself</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>end of text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>end of sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{minutes} min</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SoundPage</name>
    <message>
      <source>The system’s default</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Look again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Look for devices that were connected meanwhile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Volume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Output:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Volume:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Speed:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is how loud and how fast I read to you.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service in use has no voice yet: add one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Hear a sentence</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SpeedBox</name>
    <message>
      <source>Speed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speed; what is being read changes at once</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Styles</name>
    <message>
      <source>Dialects</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cantonese</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sichuan</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shanghai</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zhengzhou</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Changsha</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tianjin</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Moods</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Calm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Happy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sad</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Surprised</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Angry</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fearful</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Disgusted</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Serious</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gentle</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fast</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Very fast</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Slow</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Very slow</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Roles</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mysterious</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fierce</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Curious</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Elegant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Lonely</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A robot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Peppa Pig</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>TextView</name>
    <message>
      <source>Back to the voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Follow the voice again (Ctrl+L)</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>TokenKeeping</name>
    <message>
      <source>Without it, the token can be kept in a file that only you can read:
{file}
Programs that run as you, and backups, can read it, too.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep it in the &amp;file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Try again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go &amp;back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The token of a service that you removed stays there for now.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Leave it there</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Token</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message>
      <source>Read &amp;selection</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read &amp;clipboard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Next sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pre&amp;vious sentence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>R&amp;eader</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voi&amp;ces…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pro&amp;files…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pron&amp;unciation…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;History</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settin&amp;gs…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>V&amp;oice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The newest</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profiles</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Spee&amp;d</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ready</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reading aloud</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paused</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>VoiceFileDialog</name>
    <message>
      <source>Add a voice from a file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sound and video ({patterns})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All files (*)</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>VoicePicker</name>
    <message>
      <source>Voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voice or profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The newest voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profile: {name}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The voice that was chosen</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>VoicesModel</name>
    <message>
      <source>Name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is said</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Length</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Size</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Added</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In use</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{seconds} s</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Without a profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profile: {names}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service does not tell how long it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profiles with this voice: {names}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Id: {id}</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>VoicesWindow</name>
    <message>
      <source>Voices – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Preview</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>St&amp;op</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Use this voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Add from file…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Record…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Delete…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy &amp;id</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Re&amp;fresh</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Voices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Asking for the voices</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Asking the service for its voices…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search in names and transcripts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;entence:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no voice on “{service}” yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Record one, or add a file with 5 to 15 seconds of one person who speaks, without noise or music: “Record…” and “Add from file…” are below. You can also drop a file here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No voice has “{words}” in its name or transcript.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{voice}” reads from now on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{voice}” reads from now on, without the profile “{profile}”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{voice}” was added.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Use it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete voices – CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete the voice “{voice}”?</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>Delete %n voice(s)?</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is deleted on “{service}” for everybody who uses it there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is the chosen voice; the newest one takes its place.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n profile(s) use it and will not be heard: {names}.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
    <message>
      <source>This cannot be undone.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted.</source>
      <translation type="unfinished">
        <numerusform />
      </translation>
    </message>
  </context>
  <context>
    <name>VolumeSlider</name>
    <message>
      <source>Volume</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Volume: {percent} %</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Waveform</name>
    <message>
      <source>Waveform</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start of the part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End of the part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{seconds} s</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>WhoPage</name>
    <message>
      <source>Who is to read to you?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You can change this at any time in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The &amp;built-in voice</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A CosyVoice &amp;service of yours</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It works at once, without a network, in many languages. It sounds like a machine, and cannot speak in voices that you record.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It sounds like a person, and speaks in voices that you record. You need its address, and its token if it has one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hello! I am the built-in voice.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>S&amp;top</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>&amp;Hear a sentence</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Wizard</name>
    <message>
      <source>Welcome to CosyVoice Home</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Words</name>
    <message>
      <source>There is no CosyVoice API at {address}: neither of its two forms answers there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service did not answer with a list of voices.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The client is closed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{id} is no id of a reference audio.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service refuses the file {name}: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service closed the connection before the task had ended{words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The stream is closed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service was silent for {seconds} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service broke the WebSocket protocol: {data}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No audio came within {seconds} s of the first text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There was no text to speak.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service did not accept the task within {seconds} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service ended the task before the text ended.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No audio came within {seconds} s.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a message that is no event.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent JSON that is no object.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent an answer of more than {size} MiB.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent something that is not JSON: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent audio that is not base64.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent no reference audio object.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a reference audio object with an unreadable size or date.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Volume is not in this service's API (dialect V1).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speed over WebSocket is not in this service's API (dialect V1).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Output_format mp3 over HTTP is not in this service's API (dialect V1).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent an event of more than {size} KiB.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service finished without any audio.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} redirects the request ({status}); is this the address of a CosyVoice service?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} sends the request on to {origin}, where the token must not go; configure that address if you trust it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} does not speak WebSocket at this path: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} did not answer with JSON; is this the address of a CosyVoice service?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificate of {host} cannot be trusted: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cannot connect to {host} port {port}: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} did not answer in time.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The connection to {host} broke: {name}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} answers {status}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} answers {status}: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{says} (the token is not accepted).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service at {host} answers {status} (the token is not accepted).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service changed the audio from {spec} to {spec2} in mid stream.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a WAV that cannot be read: encoding {encoding}, {bits} bit, {channels} channels, {sample_rate} Hz.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a WAV whose format is cut off.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a WAV without a format.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service sent a WAV with a chunk of an impossible size.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The sound system did not list its devices within {seconds} seconds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again, or choose another output device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connect or switch on a sound output; on Linux, see that the sound server runs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose one of the output devices that are there, or none for the default device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close the program that is using it, or choose another output device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another output device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connect the output device again and resume; nothing that was not heard is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that PyAudio and PortAudio are installed: script/setup installs them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is wrong: playback was stopped.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again, or choose another microphone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connect or switch on a microphone; on Linux, see that the sound server runs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose one of the microphones that are there, or none for the default one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close the program that is using it, and allow this one to record in the system's settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connect it again and record once more, or use what was recorded by then.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The sound was stopped.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The playback process died.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device is lost, and no other plays. {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no sound output device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device takes no format that was tried ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device cannot be opened ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device does not answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The device is gone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device went away.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device hangs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The output device {name} is not there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PortAudio finds no output device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The playback process died ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The recording process died ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The playback process cannot be started: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The recording process cannot be started: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service {name} has no voice {wanted}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>List its voices with: cosyvoice voices list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The address of the proxy is none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write it as http://proxy.example:8080</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service {name} has no voice yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add one: cosyvoice voices add FILE --text "what is said in it"</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The certificates in {path} cannot be used: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a PEM file: it begins with -----BEGIN CERTIFICATE-----</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{wanted} is the name of {number} voices.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give the id of the one you mean: {ids}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service cannot be used: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Correct it with: cosyvoice config add NAME URL</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{directory} belongs to somebody else.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another version of the app is running.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quit it; start again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That is no order.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The running app does not answer: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>End it, and start it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} would unpack to more than {size} MiB.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If you trust it, save it again without its pictures.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} needs a password.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save a copy of it without one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is of no form that can be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text, Markdown, HTML, PDF, EPUB and Word (.docx) can.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} needs more than {size} GiB of memory to be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is damaged, or not what it says it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open it in the program it is made for, and save it again from there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is locked by its seller (DRM): its text cannot be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Get the book without DRM.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} is larger than {size} MiB.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} is not shown to everybody ({status}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open it in a browser, and read the text from there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no page at {address} ({status}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} answers with an error ({status}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again later.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} is no address of a web page, or leads to none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} leads in a circle: too many redirects.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} does not answer in time.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} does not prove who it is: its certificate is not valid.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the address and the clock of this computer are right.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{host} cannot be reached.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the address is right and that you are online.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{address} cannot be fetched: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has pictures of pages and no text: it was scanned.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Have its text recognised first, with OCRmyPDF for example.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is no text: no encoding makes sense of it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save it as text in UTF-8.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} is no file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is larger than {size} MiB.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no text in {name}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text of {name} is longer than {number} characters.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Split it, and read the parts.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be read: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} takes too long to be read: nothing has come of it for {seconds} seconds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It may be damaged, or made to do harm.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text of {name} is too long to be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} made its reader crash.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is no web page: there is no text in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is a document of an old form, or needs a password.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save it as .docx without a password.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>pynput does not work here: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system does not open a session for hotkeys.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The session bus does not answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The session bus does not answer: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system does not answer about hotkeys.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The display has gone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>X11 cannot be asked for keys: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The local server cannot be started: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set the project up again with script/setup run, or use a service of your own: cosyvoice config add NAME URL</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The local server does not start.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The local server does not start: {said}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is no file of voice profiles.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no file {path}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The rule says nothing to look for.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What replaces {find} is too much to say.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The expression {find} is wrong: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The expression has too many parts within parts.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The expression {find} takes too long.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{replace} cannot stand for {find}: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The sound output is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Please report it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something unexpected happened: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has {number} rules; at most {most} can be.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Speech is saved as WAV or MP3, not as {suffix}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Let the file's name end in .wav or .mp3.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is nothing in this text that can be said.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No service is set up.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give another token in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the service runs and the network is fast enough.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the service runs and its address is right.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The service is busy or being started; wait a little.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the voice and the address are right.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another voice, or go on with the next sentence.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Leave that option out for this service.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give another file: any sound or video that other players play will do.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no sound in {name}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot be decoded: it is no sound, or damaged ({error}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recordings cannot be kept in {folder}: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make the folder writable, and see that the disk is not full.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the microphone is switched on, and that this program may use it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no microphone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone cannot be opened ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone gives no format that was tried ({words}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone went away while it recorded.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The recording could not be written on: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone does not open: nothing answers.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone does not answer any more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The microphone {name} is not there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was recorded.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was recorded. {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no service named {name} (there are: {known}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>List them with: cosyvoice config list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot name a service.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use up to 40 letters, digits, hyphens and underscores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot name a profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use 1 to 60 characters in one line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The settings in {path} cannot be read: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Correct the file, or move it away to start anew.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The settings in {path} are wrong: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The settings cannot be written to {path}: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The token of {service} is not in {place} any more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give it again: cosyvoice config token {service}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This system has no keyring.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install one, such as GNOME Keyring or KWallet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The keyring refuses: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Unlock the keyring and try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The keyring does not answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The tokens in {path} cannot be read: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Move the file away and give the tokens again with: cosyvoice config token NAME</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The token cannot be kept in {path}: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make the folder writable, or set COSYVOICE_TOKEN for each call.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is too large for such a file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is no text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot be read: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is no such file, or is damaged: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another file, or correct this one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>See that the folder is writable and the disk not full, or choose another place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The display does not answer: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text is too long to be read aloud.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Select a part of it.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
