; For one person, without an administrator: into the folder of their programs. installer/windows/setup.py fills it in.
Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
SetCompressor /SOLID lzma

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "folder"
RequestExecutionLevel user
ManifestDPIAware true

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "CompanyName" "${MAKERS}"
VIAddVersionKey "LegalCopyright" "${MAKERS}, MIT licence"

!define CLASSES "Software\Classes"
!define TELL_EXPLORER `System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"` ; SHCNE_ASSOCCHANGED

!include "MUI2.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs keeps its file from being written to. What it still has to load must not change below it.
!macro WAIT_WHILE_IN_USE PROGRAM
  IfFileExists "$INSTDIR\${PROGRAM}.exe" 0 free_${PROGRAM}
  try_${PROGRAM}:
  ClearErrors
  FileOpen $0 "$INSTDIR\${PROGRAM}.exe" a
  IfErrors 0 close_${PROGRAM}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Close it, then press Retry." /SD IDCANCEL IDRETRY try_${PROGRAM}
  Abort "${NAME} is running."
  close_${PROGRAM}:
  FileClose $0
  free_${PROGRAM}:
!macroend

Section "${NAME}"
  SectionIn RO
  !insertmacro WAIT_WHILE_IN_USE ${NAME}
  !insertmacro WAIT_WHILE_IN_USE ${WINDOW}
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal" ; an update must not mix its libraries with the old ones
  File /r "${BUNDLE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}.exe"
  WriteRegStr HKCU "Software\${NAME}" "folder" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\${WINDOW}.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "${MAKERS}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  WriteRegStr HKCU "${CLASSES}\${PROJECT_ID}" "" "${PROJECT}"
  WriteRegStr HKCU "${CLASSES}\${PROJECT_ID}\DefaultIcon" "" "$INSTDIR\${WINDOW}.exe,0"
  WriteRegStr HKCU "${CLASSES}\${PROJECT_ID}\shell\open\command" "" '"$INSTDIR\${WINDOW}.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\${SUFFIX}" "" "${PROJECT_ID}"
  WriteRegStr HKCU "${CLASSES}\${SUFFIX}" "Content Type" "${MIME_TYPE}"
  ${TELL_EXPLORER}
SectionEnd

; Through PowerShell: a string of NSIS ends after 1024 letters, and a longer PATH would be cut. By its full path, for one
; in the folder of downloads would be run; ours in its environment, for an apostrophe in a name would end the word.
!define POWERSHELL `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -Command`
!define READ_PATH `$$k = 'HKCU:\Environment'; $$p = (Get-Item $$k).GetValue('Path', '', 'DoNotExpandEnvironmentNames')`
!define TELL_FOLDER `System::Call 'kernel32::SetEnvironmentVariable(t "FOLDER", t "$INSTDIR")i'`
!define TELL_PROGRAMS `SendMessage ${HWND_BROADCAST} ${WM_WININICHANGE} 0 "STR:Environment" /TIMEOUT=5000`

Section /o "Command line (adds the folder to PATH)"
  WriteRegDWORD HKCU "Software\${NAME}" "path" 1
  ${TELL_FOLDER}
  nsExec::Exec `${POWERSHELL} "${READ_PATH}; if (($$p -split ';') -notcontains $$env:FOLDER) { Set-ItemProperty $$k Path (($$p.TrimEnd(';') + ';' + $$env:FOLDER).TrimStart(';')) -Type ExpandString }"`
  Pop $0
  ${TELL_PROGRAMS}
SectionEnd

; What the person made is not in here, and stays.
Section "Uninstall"
  !insertmacro WAIT_WHILE_IN_USE ${NAME}
  !insertmacro WAIT_WHILE_IN_USE ${WINDOW}
  ReadRegDWORD $0 HKCU "Software\${NAME}" "path"
  StrCmp $0 1 0 not_in_path
  ${TELL_FOLDER}
  nsExec::Exec `${POWERSHELL} "${READ_PATH}; Set-ItemProperty $$k Path (($$p -split ';' | Where-Object { $$_ -ne $$env:FOLDER }) -join ';') -Type ExpandString"`
  Pop $0
  ${TELL_PROGRAMS}
  not_in_path:
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\${WINDOW}.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${CLASSES}\${PROJECT_ID}"
  ReadRegStr $0 HKCU "${CLASSES}\${SUFFIX}" ""
  StrCmp $0 "${PROJECT_ID}" 0 +2 ; another program may have it by now
  DeleteRegKey HKCU "${CLASSES}\${SUFFIX}"
  ${TELL_EXPLORER}
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\${NAME}"
SectionEnd
